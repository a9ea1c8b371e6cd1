namespace ScalewayPoc.ServiceDefaults.Authentication;

/// <summary>The configuration section <c>Authentication</c>.</summary>
public sealed class AuthenticationSettings
{
    internal const string Section = "Authentication";

    /// <summary>URL of the OpenID Connect issuer; https, or http on a loopback address.</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience that tokens must have.</summary>
    public string Audience { get; set; } = "scalewaypoc";

    /// <summary>The claim with the scopes, as text separated by spaces or as an array: <c>scope</c>, <c>scp</c> or <c>roles</c>.</summary>
    public string ScopeClaim { get; set; } = "scope";

    /// <summary>Whether every request is allowed everything, without a token.</summary>
    public bool AllowAnonymous { get; set; }

    /// <exception cref="InvalidOperationException">A setting is missing or unsafe, and requests without a token are not allowed.</exception>
    internal void Validate()
    {
        if (AllowAnonymous)
        {
            return;
        }
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer))
        {
            throw new InvalidOperationException(
                $"{Section}:Issuer must be the URL of an OpenID Connect issuer, but is '{Issuer}'. {Section}:AllowAnonymous=true allows every request without one.");
        }
        if (issuer.Scheme != Uri.UriSchemeHttps && !(issuer.Scheme == Uri.UriSchemeHttp && issuer.IsLoopback))
        {
            throw new InvalidOperationException(
                $"{Section}:Issuer must be https, but is '{issuer}': its keys decide who may call. Plain http is accepted for a loopback address only.");
        }
        if (string.IsNullOrWhiteSpace(Audience))
        {
            throw new InvalidOperationException($"{Section}:Audience must be the audience of this API's tokens, but is empty.");
        }
    }
}
