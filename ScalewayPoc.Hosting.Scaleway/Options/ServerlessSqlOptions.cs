namespace Aspire.Hosting.Scaleway;

/// <summary>How a database runs as a Serverless SQL Database. Source: provider, scaleway_sdb_sql_database.</summary>
public sealed record ServerlessSqlOptions
{
    /// <summary>Name of the database, 1 to 63 characters. Default: the name of the resource.</summary>
    public string? Name { get; set; }

    /// <summary>Minimum number of vCPU, 0 to 15. Default 0: sleeps after 5 idle minutes, and the next query waits for seconds.</summary>
    public int MinCpu { get; set; }

    /// <summary>Maximum number of vCPU, 1 to 15. Default 4.</summary>
    public int MaxCpu { get; set; } = 4;
}
