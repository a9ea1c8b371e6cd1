using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScalewayPoc.ServiceDefaults.Http;

/// <summary>Bounds of connections and headers of one instance, section <c>HttpServer</c>. Checked at start.</summary>
public sealed class HttpServerOptions
{
    internal const string Section = "HttpServer";

    /// <summary>Maximum number of open connections, 1 to 100,000; further ones are closed without a response.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>Maximum time in which the headers of a request arrive, 1 s to 1 min; then the response is 408.</summary>
    [TimeSpanRange("00:00:01", "00:01:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Maximum time that a connection stays open without a request, also before its first one, 1 s to 10 min. Longer than that
    /// of a proxy in front, often 90 s: otherwise a request can arrive on a connection that is being closed.
    /// </summary>
    [TimeSpanRange("00:00:01", "00:10:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Minimum rate at which a body arrives after its first 5 s, in bytes per second, 1 to 1,000,000; below it the response is 408.</summary>
    [Range(1, 1_000_000)]
    public int MinBodyRate { get; set; } = 240;

    /// <summary>Maximum number of headers of a request, 20 to 1,000; then the response is 431.</summary>
    [Range(20, 1_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Maximum size of all headers of a request in bytes, 8 KiB to 1 MiB; then the response is 431. A token has some 1 to 8 KiB.</summary>
    [Range(8 * 1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;
}

/// <summary>Checks the ranges.</summary>
[OptionsValidator]
sealed partial class HttpServerOptionsValidator : IValidateOptions<HttpServerOptions>;
