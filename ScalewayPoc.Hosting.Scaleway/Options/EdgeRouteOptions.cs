namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Requests from the Internet that go through the firewall of Edge Services to a container; all others go to the static site.
/// The deployment chooses whether a Load Balancer is in between (<c>api_ingress</c>).
/// </summary>
public record EdgeRouteOptions
{
    /// <summary>Regular expression of the path, anchored or not; it begins with <c>/</c> or <c>^/</c>. Default <c>^/api(/.*)?$</c>.</summary>
    public string PathPattern { get; set; } = "^/api(/.*)?$";
}
