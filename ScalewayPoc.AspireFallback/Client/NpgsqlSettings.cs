namespace Aspire.Npgsql;

/// <summary>Settings of the Npgsql client integration, section <c>Aspire:Npgsql</c>.</summary>
public class NpgsqlSettings
{
    /// <summary>The Npgsql connection string.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether no health check is registered.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether no tracing is registered.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether no metrics are registered.</summary>
    public bool DisableMetrics { get; set; }
}
