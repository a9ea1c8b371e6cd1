namespace ScalewayPoc.Emulators.Hosting;

/// <summary>Every page in the developer's browser reaches the servers of this machine, which require no password.</summary>
static class ForeignPages
{
    /// <summary>
    /// Whether a page may have sent a request: by a foreign name that resolves to this machine, or with the headers by which
    /// browsers report the page's origin. Programs send neither.
    /// </summary>
    public static bool Sent(HttpRequest request) => !IsThisMachine($"http://{request.Host}")
        || (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsThisMachine(origin))
        || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none" or "same-origin");

    /// <summary>Whether an address, such as an origin, is one of this machine.</summary>
    public static bool IsThisMachine(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback;
}
