using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ScalewayPoc.Emulators.Issuer;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>The local issuer: authorization code with PKCE, refresh, client credentials, and what it refuses.</summary>
public sealed class IssuerServerTests : IAsyncLifetime
{
    const string RedirectUri = "http://localhost:5173/";

    readonly TemporaryFolder _data = new();
    readonly int _port = EmulatorProcess.FreePort();
    readonly string _verifier = Base64Url(RandomNumberGenerator.GetBytes(32));
    readonly HttpClient _browser;
    IssuerServer _issuer = null!;

    public IssuerServerTests() => _browser = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new($"http://localhost:{_port}") };

    public async Task InitializeAsync() => _issuer = await StartAsync();

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _issuer.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task A_key_file_that_a_killed_start_has_left_empty_is_made_again()
    {
        await _issuer.DisposeAsync();
        var file = Directory.GetFiles(_data.Path, "signing.key", SearchOption.AllDirectories).Single();
        await File.WriteAllBytesAsync(file, []);

        _issuer = await StartAsync();

        await TokensAsync(("grant_type", "client_credentials"), ("client_id", "reader"), ("client_secret", "reader"));
        Assert.NotEqual(0, new FileInfo(file).Length);
    }

    [Fact]
    public async Task A_code_is_redeemed_once_the_user_has_clicked_and_only_with_its_verifier()
    {
        var page = await (await _browser.GetAsync(AuthorizeUrl())).Content.ReadAsStringAsync();
        Assert.All(DevelopmentUsers.Scopes.Keys, user => Assert.Contains($"id=\"{user}\"", page, StringComparison.Ordinal));
        var code = await SignInAsync("writer");

        await RefusedAsync("invalid_grant", CodeFields(code, verifier: Base64Url(new byte[32])));
        var tokens = await TokensAsync(CodeFields(code, _verifier));

        var access = new JsonWebToken(tokens["access_token"]!.GetValue<string>());
        Assert.Equal(("writer", TestIssuer.Audience, _issuer.Endpoint.ToString()), (access.Subject, access.Audiences.Single(), access.Issuer));
        Assert.Equal(["offline_access", "openid", "read", "write"], access.GetClaim("scope").Value.Split(' ').Order());
        Assert.Equal("writer", new JsonWebToken(tokens["id_token"]!.GetValue<string>()).Subject);
        var renewed = await TokensAsync(("grant_type", "refresh_token"), ("client_id", "web"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()));
        Assert.Equal("writer", new JsonWebToken(renewed["access_token"]!.GetValue<string>()).Subject);
    }

    [Theory]
    [InlineData("code_challenge", "")]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("client_id", "other")]
    [InlineData("response_type", "token")]
    [InlineData("redirect_uri", "https://evil.test/")]
    [InlineData("redirect_uri", "http://localhost.evil.test/")]
    public async Task A_request_that_would_leak_a_code_gets_none(string parameter, string value)
    {
        using var response = await _browser.GetAsync(AuthorizeUrl("admin", (parameter, value)));
        var location = response.Headers.Location?.ToString() ?? "";
        Assert.DoesNotContain("evil.test", location, StringComparison.Ordinal);
        Assert.DoesNotContain("code=", location, StringComparison.Ordinal);
        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized || location.Contains("error=", StringComparison.Ordinal), $"{response.StatusCode} {location}");
    }

    [Fact]
    public async Task A_client_gets_the_scopes_of_its_user_for_its_secret()
    {
        var tokens = await TokensAsync(("grant_type", "client_credentials"), ("client_id", "reader"), ("client_secret", "reader"));
        Assert.Equal("read", new JsonWebToken(tokens["access_token"]!.GetValue<string>()).GetClaim("scope").Value);
        await RefusedAsync("invalid_client", ("grant_type", "client_credentials"), ("client_id", "reader"), ("client_secret", "wrong"));
        await RefusedAsync("invalid_client", ("grant_type", "client_credentials"), ("client_id", "web"), ("client_secret", "web"));
        await RefusedAsync("unsupported_grant_type", ("grant_type", "password"), ("username", "admin"), ("password", "admin"), ("client_id", "web"));
    }

    [Fact]
    public async Task Tokens_stay_valid_over_a_restart_since_the_keys_are_kept_and_readable_by_the_user_alone()
    {
        var token = (await TokensAsync(("grant_type", "client_credentials"), ("client_id", "admin"), ("client_secret", "admin")))["access_token"]!.GetValue<string>();
        await _issuer.DisposeAsync();
        _issuer = await StartAsync();

        var keys = new JsonWebKeySet(await _browser.GetStringAsync("/.well-known/jwks"));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
        {
            IssuerSigningKeys = keys.GetSigningKeys(), ValidIssuer = _issuer.Endpoint.ToString(), ValidAudience = TestIssuer.Audience,
        });
        Assert.True(result.IsValid, $"{result.Exception}");
        foreach (var file in Directory.GetFiles(_data.Path))
        {
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), file);
        }
    }

    Task<IssuerServer> StartAsync() => IssuerServer.StartAsync(new() { Port = _port, Data = new(_data.Path) });

    /// <summary>Follows the link of the page.</summary>
    /// <returns>The code.</returns>
    async Task<string> SignInAsync(string user)
    {
        using var response = await _browser.GetAsync(AuthorizeUrl(user));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        var location = response.Headers.Location!;
        Assert.StartsWith(RedirectUri, location.ToString(), StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(location.Query);
        Assert.Equal("state-1", query["state"].ToString());
        return query["code"].ToString();
    }

    string AuthorizeUrl(string? user = null, (string Name, string Value)? other = null)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = "web",
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "openid offline_access read write admin",
            ["state"] = "state-1",
            ["code_challenge"] = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier))),
            ["code_challenge_method"] = "S256",
            ["user"] = user,
        };
        if (other is { } changed)
        {
            parameters[changed.Name] = changed.Value;
        }
        return QueryHelpers.AddQueryString("/connect/authorize", parameters.Where(parameter => parameter.Value is { Length: > 0 }));
    }

    static (string, string)[] CodeFields(string code, string verifier) =>
        [("grant_type", "authorization_code"), ("client_id", "web"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", verifier)];

    async Task<JsonNode> TokensAsync(params (string Name, string Value)[] fields)
    {
        var (status, answer) = await PostAsync(fields);
        Assert.True(status == HttpStatusCode.OK, answer.ToJsonString());
        return answer;
    }

    async Task RefusedAsync(string error, params (string Name, string Value)[] fields)
    {
        var (status, answer) = await PostAsync(fields);
        Assert.NotEqual(HttpStatusCode.OK, status);
        Assert.Equal(error, answer["error"]!.GetValue<string>());
    }

    async Task<(HttpStatusCode, JsonNode)> PostAsync((string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await _browser.PostAsync("/connect/token", content);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    static string Base64Url(byte[] data) => System.Buffers.Text.Base64Url.EncodeToString(data);
}
