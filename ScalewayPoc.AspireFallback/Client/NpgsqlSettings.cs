namespace Aspire.Npgsql;

/// <summary>Settings of the Npgsql client integration, section <c>Aspire:Npgsql</c>.</summary>
public class NpgsqlSettings
{
    public string? ConnectionString { get; set; }
    public bool DisableHealthChecks { get; set; }
    public bool DisableTracing { get; set; }
    public bool DisableMetrics { get; set; }
}
