using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>Spans and metrics of the application itself.</summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "ScalewayPoc";

    /// <summary>Source of the spans for sending, receiving and processing events.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Meter of the messaging metrics.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Boundaries of a histogram's buckets, in its unit.</summary>
    public static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };
}
