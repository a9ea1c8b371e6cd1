namespace Aspire.Hosting.Scaleway;

/// <summary>How a key/value store runs as Managed Redis; always in the private network and over TLS.</summary>
public sealed record ManagedRedisOptions
{
    /// <summary>Version. Default 8.6.3, the only one offered in August 2026 (recorded API answers of the provider).</summary>
    public string Version { get; set; } = "8.6.3";

    /// <summary>
    /// Node type: RED1-MICRO (default), RED1-2XS, RED1-XS, RED1-S, RED1-M, RED1-L or RED1-XL. Source: Scaleway
    /// documentation, managed-databases-for-redis.
    /// </summary>
    public string NodeType { get; set; } = "RED1-MICRO";

    /// <summary>1 (default) one node, 2 with a standby, 3 to 6 a cluster. Source: provider, scaleway_redis_cluster.</summary>
    public int ClusterSize { get; set; } = 1;

    /// <summary>Settings of the server, by name.</summary>
    public IDictionary<string, string> Settings { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Variable in which a container with this store's connection string also gets the certificate that the store signed
    /// itself; null for none. Default <c>Redis__CertificatePem</c>.
    /// </summary>
    public string? CertificateVariable { get; set; } = "Redis__CertificatePem";
}
