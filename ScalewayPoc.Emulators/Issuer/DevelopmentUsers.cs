using System.Collections.Frozen;
using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace ScalewayPoc.Emulators.Issuer;

/// <summary>
/// The users, each also a confidential client whose secret is its id, and the public client <c>web</c>, whose users choose who
/// they are by one click.
/// </summary>
sealed class DevelopmentUsers(IssuerOptions options)
{
    const string WebClient = "web";

    /// <summary>Cookie with the name of the user who has signed in. It proves nothing: a password is never required.</summary>
    const string Session = "user";

    /// <summary>What each user may do.</summary>
    public static readonly FrozenDictionary<string, string[]> Scopes = new Dictionary<string, string[]>
    {
        ["reader"] = ["read"],
        ["writer"] = ["read", "write"],
        ["admin"] = ["read", "write", "admin"],
    }.ToFrozenDictionary();

    public void AddHandlers(OpenIddictServerBuilder server) => server
        .AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(ValidateAuthorization))
        .AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(AuthorizeAsync))
        .AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(ValidateEndSession))
        .AddEventHandler<HandleEndSessionRequestContext>(handler => handler.UseInlineHandler(EndSession))
        .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(ValidateToken))
        .AddEventHandler<HandleTokenRequestContext>(handler => handler.UseInlineHandler(IssueToken));

    ValueTask ValidateAuthorization(ValidateAuthorizationRequestContext context)
    {
        if (context.ClientId != WebClient)
        {
            context.Reject(Errors.InvalidClient, $"The only client with a sign-in page is '{WebClient}'.");
        }
        else if (!IsLocal(context.RedirectUri))
        {
            context.Reject(Errors.InvalidRequest, "redirect_uri must be an address of this machine.");
        }
        return default;
    }

    static bool IsLocal(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var target) && target.IsLoopback;

    static ValueTask ValidateEndSession(ValidateEndSessionRequestContext context)
    {
        if (context.PostLogoutRedirectUri is { } target && !IsLocal(target))
        {
            context.Reject(Errors.InvalidRequest, "post_logout_redirect_uri must be an address of this machine.");
        }
        return default;
    }

    static ValueTask EndSession(HandleEndSessionRequestContext context)
    {
        context.Transaction.GetHttpRequest()!.HttpContext.Response.Cookies.Delete(Session);
        context.SignOut();
        return default;
    }

    async ValueTask AuthorizeAsync(HandleAuthorizationRequestContext context)
    {
        var request = context.Transaction.GetHttpRequest()!;
        var signedIn = context.Request.HasPromptValue(PromptValues.Login) ? null : request.Cookies[Session];
        if ((((string?)context.Request["user"]) ?? signedIn) is { } user && Scopes.ContainsKey(user))
        {
            request.HttpContext.Response.Cookies.Append(Session, user, new() { HttpOnly = true, SameSite = SameSiteMode.Lax });
            // offline_access makes the issuer return a refresh token.
            context.SignIn(Principal(user, context.Request.GetScopes(), [OpenIddictConstants.Scopes.OpenId, OpenIddictConstants.Scopes.OfflineAccess]));
            return;
        }
        var page = new StringBuilder("""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Sign in</title><style>body{font:1rem system-ui;max-width:24rem;margin:4rem auto;padding:0 1rem;color-scheme:light dark}
            a{display:block;margin:.75rem 0;padding:.75rem 1rem;border:1px solid;border-radius:.5rem;text-decoration:none}small{display:block}</style>
            <h1>Sign in</h1><p>Development only: no password.</p>
            """);
        foreach (var (name, scopes) in Scopes.OrderBy(entry => entry.Value.Length))
        {
            var link = QueryHelpers.AddQueryString($"{request.Path}{request.QueryString}", "user", name);
            page.Append($"<a id=\"{name}\" href=\"{WebUtility.HtmlEncode(link)}\">{name}<small>{string.Join(", ", scopes)}</small></a>");
        }
        request.HttpContext.Response.ContentType = "text/html; charset=utf-8";
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        request.HttpContext.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        await request.HttpContext.Response.WriteAsync(page.ToString(), request.HttpContext.RequestAborted);
        context.HandleRequest();
    }

    static ValueTask ValidateToken(ValidateTokenRequestContext context)
    {
        var valid = context.Request.IsClientCredentialsGrantType()
            ? Scopes.ContainsKey(context.ClientId ?? "") && context.ClientSecret == context.ClientId
            : context.ClientId == WebClient;
        if (!valid)
        {
            context.Reject(Errors.InvalidClient, $"Clients are {string.Join(", ", Scopes.Keys)}, each with its id as its secret.");
        }
        return default;
    }

    /// <summary>Client credentials; the principals of codes and refresh tokens are in them.</summary>
    ValueTask IssueToken(HandleTokenRequestContext context)
    {
        if (context.Request.IsClientCredentialsGrantType())
        {
            context.SignIn(Principal(context.ClientId!, context.Request.GetScopes(), []));
        }
        return default;
    }

    /// <param name="user">Name of the user.</param>
    /// <param name="requested">Requested scopes; none requests all.</param>
    /// <param name="others">Scopes that everyone may have.</param>
    ClaimsPrincipal Principal(string user, IReadOnlyCollection<string> requested, string[] others)
    {
        var identity = new ClaimsIdentity("local", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, user).SetClaim(Claims.Name, user);
        identity.SetDestinations(_ => [Destinations.AccessToken, Destinations.IdentityToken]);
        var granted = Scopes[user].Where(scope => requested.Count == 0 || requested.Contains(scope));
        return new ClaimsPrincipal(identity).SetScopes([.. granted, .. others]).SetResources(options.Audience);
    }
}
