using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;

namespace ScalewayPoc.ServiceDefaults.Authentication;

/// <summary>Bearer tokens of an OpenID Connect issuer, and a policy for each of the <see cref="Scopes"/>.</summary>
public static partial class AuthenticationExtensions
{
    const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    /// <summary>Adds the services; <see cref="UseTokenAuthentication"/> adds the middleware.</summary>
    public static void AddTokenAuthentication(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection(AuthenticationSettings.Section).Get<AuthenticationSettings>() ?? new();
        builder.Services.AddSingleton(settings);
        AddPolicies(builder.Services.AddAuthorizationBuilder(), settings);
        if (settings.AllowAnonymous)
        {
            builder.Services.AddAuthentication();
            builder.Services.AddHealthChecks().AddCheck("authentication", () => HealthCheckResult.Healthy("Every request is allowed without a token."));
            return;
        }
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IssuerKeys>();
        builder.Services.AddSingleton<ValidatedTokens>();
        builder.Services.AddHostedService(services => services.GetRequiredService<IssuerKeys>());
        builder.Services.AddHealthChecks().Add(new("issuer", services => new IssuerHealthCheck(services.GetRequiredService<IssuerKeys>()), null, null));
        builder.Services.AddAuthentication(Scheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(Scheme).Configure<IssuerKeys, ValidatedTokens>(
            (bearer, keys, validated) => Configure(bearer, settings, keys, validated));
    }

    /// <summary>Adds the middleware that reads tokens, after routing; <c>UseAuthorization</c> has to follow.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing or unsafe.</exception>
    public static void UseTokenAuthentication(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<AuthenticationSettings>();
        settings.Validate();
        if (settings.AllowAnonymous)
        {
            LogAnonymous(app.Logger);
        }
        app.UseAuthentication();
    }

    /// <summary>Allows callers whose token has the scope; without a scope, all who have a token.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="scope">One of <see cref="Scopes"/>; <see langword="null"/> for any token.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, string? scope)
        where TBuilder : IEndpointConventionBuilder =>
        scope is null ? endpoint.RequireAuthorization() : endpoint.RequireAuthorization(scope);

    /// <summary>Public in development; elsewhere for callers whose token has the scope <c>read</c>.</summary>
    public static TBuilder RequireScopeOutsideDevelopment<TBuilder>(this TBuilder endpoint, IHostEnvironment environment)
        where TBuilder : IEndpointConventionBuilder =>
        environment.IsDevelopment() ? endpoint.AllowAnonymous() : endpoint.RequireScope(Scopes.Read);

    static void AddPolicies(AuthorizationBuilder authorization, AuthenticationSettings settings)
    {
        foreach (var scope in Scopes.All)
        {
            authorization.AddPolicy(scope, policy => policy.RequireAssertion(context =>
                settings.AllowAnonymous || HasScope(context.User, settings.ScopeClaim, scope)));
        }
        authorization.SetDefaultPolicy(new AuthorizationPolicyBuilder()
            .RequireAssertion(context => settings.AllowAnonymous || context.User.Identity is { IsAuthenticated: true }).Build());
        // A route without a policy is closed. Requests without a route go on to 404 and 405.
        authorization.SetFallbackPolicy(new AuthorizationPolicyBuilder()
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build());
    }

    static bool HasScope(ClaimsPrincipal user, string claim, string scope)
    {
        foreach (var found in user.FindAll(claim))
        {
            foreach (var range in found.Value.AsSpan().Split(' '))
            {
                if (found.Value.AsSpan(range).SequenceEqual(scope))
                {
                    return true;
                }
            }
        }
        return false;
    }

    static void Configure(JwtBearerOptions bearer, AuthenticationSettings settings, IssuerKeys keys, ValidatedTokens validated)
    {
        bearer.ConfigurationManager = keys;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters.ValidAudience = settings.Audience;
        // Public keys only: a token signed with a shared secret, or by none, is never valid.
        bearer.TokenValidationParameters.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384,
        ];
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = context => PrepareAsync(context, keys, validated),
            OnTokenValidated = context =>
            {
                Accept(context, keys, validated);
                return Task.CompletedTask;
            },
            OnChallenge = ChallengeAsync,
            OnForbidden = ForbidAsync,
        };
    }

    static void Accept(TokenValidatedContext context, IssuerKeys keys, ValidatedTokens validated)
    {
        if (context.Principal?.FindFirst("sub") is null)
        {
            context.Fail("The token has no subject.");
        }
        // The issuer may have removed the key meanwhile.
        else if (context.SecurityToken is JsonWebToken token && keys.Current is { } current && current.SigningKeys.Contains(token.SigningKey))
        {
            validated.Add(token.EncodedToken, context.Principal, new(token.ValidTo, TimeSpan.Zero), current);
        }
    }

    static async Task PrepareAsync(MessageReceivedContext context, IssuerKeys keys, ValidatedTokens validated)
    {
        const string prefix = $"{Scheme} ";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }
        if (keys.Current is { } current && validated.Find(header.AsSpan(prefix.Length).Trim(), current) is { } principal)
        {
            context.Principal = principal;
            context.Success();
            return;
        }
        try
        {
            await keys.PrepareAsync(header[prefix.Length..].Trim(), context.HttpContext.RequestAborted);
        }
        catch (IssuerUnavailableException e)
        {
            context.Fail(e);
        }
    }

    /// <summary>A token that cannot be checked is not an invalid one: 503. Every other gets the library's 401.</summary>
    static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        if (context.AuthenticateFailure is not IssuerUnavailableException unavailable)
        {
            return Task.CompletedTask;
        }
        context.HandleResponse();
        return WriteAsync(context.HttpContext, StatusCodes.Status503ServiceUnavailable, unavailable.Message);
    }

    static Task ForbidAsync(ForbiddenContext context)
    {
        var scope = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>()?.Policy;
        if (scope is null)
        {
            return Task.CompletedTask;
        }
        context.Response.Headers[HeaderNames.WWWAuthenticate] = $"{Scheme} error=\"insufficient_scope\", scope=\"{scope}\"";
        return WriteAsync(context.HttpContext, StatusCodes.Status403Forbidden, $"The token lacks the scope '{scope}'.");
    }

    static async Task WriteAsync(HttpContext context, int status, string detail)
    {
        context.Response.StatusCode = status;
        await context.RequestServices.GetRequiredService<IProblemDetailsService>()
            .WriteAsync(new() { HttpContext = context, ProblemDetails = { Status = status, Detail = detail } });
    }

    [LoggerMessage(LogLevel.Warning, "Authentication:AllowAnonymous is true: every request is allowed without a token.")]
    static partial void LogAnonymous(ILogger logger);

    /// <summary>Unhealthy until the keys have been fetched once.</summary>
    sealed class IssuerHealthCheck(IssuerKeys keys) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(keys.Current is not null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The issuer's keys cannot be fetched."));
    }
}

/// <summary>What a token allows.</summary>
public static class Scopes
{
    /// <summary>Read keys, events and figures.</summary>
    public const string Read = "read";

    /// <summary>Change keys, send events.</summary>
    public const string Write = "write";

    /// <summary>See and replay dead letters, rebuild keys.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Read, Write, Admin];
}
