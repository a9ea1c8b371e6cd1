namespace Aspire.Hosting.Scaleway;

/// <summary>How the platform asks an instance. Source: provider, scaleway_container, liveness_probe and startup_probe.</summary>
/// <param name="Path">Path of an HTTP GET, or null to open a TCP connection.</param>
/// <param name="Interval">Time between two probes, from 1 second.</param>
/// <param name="Timeout">How long an answer may take, from 1 second, at most the interval.</param>
/// <param name="FailureThreshold">How many failures in a row count, from 1.</param>
public sealed record ScalewayProbe(string? Path, TimeSpan Interval, TimeSpan Timeout, int FailureThreshold);
