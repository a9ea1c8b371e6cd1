using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Issuer;

/// <summary>
/// An OpenID Connect issuer for development: discovery, authorization code with PKCE, client credentials and refresh tokens,
/// by OpenIddict without a database. It requires no password, so it listens on loopback only.
/// </summary>
public sealed class IssuerServer : IAsyncDisposable
{
    readonly WebApplication _app;

    IssuerServer(WebApplication app, Uri endpoint) => (_app, Endpoint) = (app, endpoint);

    /// <summary>The issuer's URL.</summary>
    public Uri Endpoint { get; }

    /// <summary>Starts it in this process.</summary>
    /// <exception cref="EmulatorException">The port is taken.</exception>
    public static async Task<IssuerServer> StartAsync(IssuerOptions options, CancellationToken cancellation = default)
    {
        var url = options.Url ?? new Uri($"http://localhost:{options.Port}");
        var app = Build(options, url);
        try
        {
            await LocalServer.StartAsync(app, options.Host, options.Port, cancellation);
            return new(app, url);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    static WebApplication Build(IssuerOptions options, Uri url)
    {
        var builder = LocalServer.CreateBuilder(options.Host, options.Port);
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(ForeignPages.IsThisMachine)
            .WithMethods("GET", "POST").AllowAnyHeader()));
        var keys = IssuerKeys.Open(options.Data);
        builder.Services.AddOpenIddict().AddServer(server =>
        {
            server.SetIssuer(url).EnableDegradedMode();
            server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetEndSessionEndpointUris("connect/end-session");
            server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow().AllowRefreshTokenFlow();
            server.Configure(settings => settings.CodeChallengeMethods.Remove("plain"));
            server.RegisterScopes([.. DevelopmentUsers.Scopes["admin"]]);
            server.SetAccessTokenLifetime(options.Lifetime).DisableAccessTokenEncryption();
            server.AddSigningKey(keys.Signing).AddEncryptionKey(keys.Encryption);
            server.UseAspNetCore().DisableTransportSecurityRequirement();
            new DevelopmentUsers(options).AddHandlers(server);
        });
        var app = builder.Build();
        app.UseCors();
        app.UseAuthentication();
        return app;
    }
}
