namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Which requests from the Internet go through the firewall of Edge Services to a container; the others go to the static
/// site. Whether a Load Balancer is in between is chosen at deployment (<c>api_ingress</c>).
/// </summary>
public sealed record EdgeRouteOptions
{
    /// <summary>Regular expression of the path, anchored or not; it begins with <c>/</c> or <c>^/</c>. Default <c>^/api(/.*)?$</c>.</summary>
    public string PathPattern { get; set; } = "^/api(/.*)?$";
}
