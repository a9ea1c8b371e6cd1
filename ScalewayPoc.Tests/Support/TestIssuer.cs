using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Support;

/// <summary>An OpenID Connect issuer in the test process: serves discovery and keys, signs tokens without a request.</summary>
sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "scalewaypoc";
    static readonly Lazy<TestIssuer> SharedIssuer = new(() => Task.Run(StartAsync).GetAwaiter().GetResult());
    static readonly Lazy<TestIssuer> ForeignIssuer = new(() =>
    {
        var issuer = Task.Run(StartAsync).GetAwaiter().GetResult();
        issuer.Rotate();
        return issuer;
    });

    // A key takes a tenth of a second of the processor; issuers begin with the same one.
    static readonly Lazy<RSA> FirstKey = new(() => RSA.Create(2048));

    readonly int _port;
    WebApplication? _app;
    SigningCredentials _key = Named(FirstKey.Value);

    TestIssuer(int port) => _port = port;

    /// <summary>The issuer of all tests that take nothing away from it.</summary>
    public static TestIssuer Shared => SharedIssuer.Value;

    /// <summary>An issuer with another key, which no service trusts.</summary>
    public static TestIssuer Foreign => ForeignIssuer.Value;

    /// <summary>A token of <see cref="Shared"/> with all scopes.</summary>
    public static string AllScopes => field ??= Shared.Token();

    public string Url => $"http://127.0.0.1:{_port}";

    /// <summary>Number of times that the keys were fetched.</summary>
    public int Fetches { get; private set; }

    /// <summary>Starts an issuer with the key of all issuers; <see cref="Rotate"/> gives it one of its own.</summary>
    public static async Task<TestIssuer> StartAsync()
    {
        var issuer = new TestIssuer(EmulatorProcess.FreePort());
        await issuer.ListenAsync();
        return issuer;
    }

    /// <summary>Starts to respond, again after <see cref="StopAsync"/>.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add(Url);
        _app.MapGet("/.well-known/openid-configuration", () => Results.Text($$"""{"issuer":"{{Url}}","jwks_uri":"{{Url}}/keys"}""", "application/json"));
        _app.MapGet("/keys", () =>
        {
            Fetches++;
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(((RsaSecurityKey)_key.Key).Rsa.ExportParameters(false)));
            return Results.Text($$"""{"keys":[{"kty":"RSA","use":"sig","kid":"{{_key.Key.KeyId}}","n":"{{key.N}}","e":"{{key.E}}"}]}""", "application/json");
        });
        await _app.StartAsync();
    }

    /// <summary>Stops to respond.</summary>
    public async Task StopAsync() => await _app!.DisposeAsync();

    /// <summary>Signs with a new key from now on, the only one that is served.</summary>
    public void Rotate() => _key = Named(RSA.Create(2048));

    /// <summary>Gives its key another id. Takes no time, unlike the creation of a key.</summary>
    public void RenameKey() => _key = Named(((RsaSecurityKey)_key.Key).Rsa);

    /// <summary>A signed token.</summary>
    /// <param name="scope">The claim <c>scope</c>.</param>
    /// <param name="subject">The claim <c>sub</c>.</param>
    /// <param name="audience">The claim <c>aud</c>.</param>
    /// <param name="issuer">The claim <c>iss</c>; <see langword="null"/> for this issuer.</param>
    /// <param name="from">Issued at this time from now; valid for ten hours.</param>
    /// <param name="claims">Further claims.</param>
    public string Token(
        string? scope = "read write admin", string? subject = "tests", string audience = Audience, string? issuer = null, TimeSpan from = default,
        params (string Name, object Value)[] claims) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            Describe(scope, subject, audience, issuer ?? Url, DateTime.UtcNow + from, claims, _key));

    /// <summary>The same claims without a signature, <c>alg: none</c>.</summary>
    public string UnsignedToken() => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        Describe("read write admin", "tests", Audience, Url, DateTime.UtcNow, [], null));

    public ValueTask DisposeAsync() => _app!.DisposeAsync();

    static SecurityTokenDescriptor Describe(
        string? scope, string? subject, string audience, string issuer, DateTime issued, (string Name, object Value)[] claims, SigningCredentials? key)
    {
        var all = claims.ToDictionary(claim => claim.Name, claim => claim.Value);
        if (scope is not null)
        {
            all["scope"] = scope;
        }
        if (subject is not null)
        {
            all["sub"] = subject;
        }
        return new()
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = issued,
            NotBefore = issued,
            Expires = issued.AddHours(10),
            Claims = all,
            SigningCredentials = key,
        };
    }

    static SigningCredentials Named(RSA key) =>
        new(new RsaSecurityKey(key) { KeyId = Guid.NewGuid().ToString("n") }, SecurityAlgorithms.RsaSha256);
}

static class TestIssuerExtensions
{
    /// <summary>Sends a token with each request, by default one with all scopes.</summary>
    public static HttpClient WithToken(this HttpClient http, string? token = null)
    {
        http.DefaultRequestHeaders.Authorization = new("Bearer", token ?? TestIssuer.AllScopes);
        return http;
    }
}
