using System.Text.Json.Serialization;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway;

/// <summary>A probe of an instance. Source: provider, scaleway_container, liveness_probe and startup_probe.</summary>
/// <param name="Path">Path of an HTTP GET; without it the probe opens a TCP connection.</param>
/// <param name="Interval">Time between two probes, from 1 second.</param>
/// <param name="Timeout">Time limit of a response, from 1 second, at most the interval.</param>
/// <param name="FailureThreshold">Number of failures in a row that count, from 1.</param>
public sealed record ScalewayProbe(
    string? Path,
    [property: JsonConverter(typeof(DurationConverter))] TimeSpan Interval,
    [property: JsonConverter(typeof(DurationConverter))] TimeSpan Timeout,
    int FailureThreshold);
