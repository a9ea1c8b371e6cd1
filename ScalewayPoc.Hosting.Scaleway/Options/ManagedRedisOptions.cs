using System.Text.Json.Serialization;

namespace Aspire.Hosting.Scaleway;

/// <summary>How a key/value store runs as Managed Redis: always in the private network and over TLS.</summary>
public sealed record ManagedRedisOptions
{
    /// <summary>Version. Default 8.6.6, the only one offered in September 2026 (recorded API responses of the provider).</summary>
    public string Version { get; set; } = "8.6.6";

    /// <summary>
    /// Node type: RED1-MICRO, RED1-2XS, RED1-XS, RED1-S, RED1-M, RED1-L or RED1-XL. Default RED1-MICRO. Source: Scaleway
    /// documentation, managed-databases-for-redis.
    /// </summary>
    public string NodeType { get; set; } = "RED1-MICRO";

    /// <summary>Number of nodes: 1 is standalone, 2 has a standby, 3 to 6 is a cluster. Default 1. Source: provider, scaleway_redis_cluster.</summary>
    public int ClusterSize { get; set; } = 1;

    /// <summary>Settings of the server, by name.</summary>
    public IDictionary<string, string> Settings { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The data that the store must hold at most. It may fill 80 % of the memory, which depends on the node type and the number
    /// of nodes. Default empty: not checked.
    /// </summary>
    [JsonIgnore]
    public IList<RedisEntries> Load { get; } = [];

    /// <summary>Whether all keys have one hash tag, so that a cluster has them on one node. Default false.</summary>
    [JsonIgnore]
    public bool SingleHashSlot { get; set; }

    /// <summary>
    /// Variable for the store's self-signed certificate (PEM), added to each container that has the store's connection string;
    /// null for none. Default <c>Redis__CertificatePem</c>.
    /// </summary>
    [JsonIgnore]
    public string? CertificateVariable { get; set; } = "Redis__CertificatePem";
}

/// <summary>Entries of one kind that a store must hold at the same time.</summary>
/// <param name="Name">Name of the kind in error messages, in the plural.</param>
/// <param name="Count">Maximum number of entries.</param>
/// <param name="Bytes">Average memory of an entry in bytes, as <c>MEMORY USAGE</c> returns it.</param>
public sealed record RedisEntries(string Name, long Count, int Bytes)
{
    /// <summary>Entries that expire.</summary>
    /// <param name="name">Name of the kind in error messages, in the plural.</param>
    /// <param name="perSecond">New entries per second, as the mean over the lifetime.</param>
    /// <param name="lifetime">Time until an entry expires.</param>
    /// <param name="bytes">Average memory of an entry in bytes.</param>
    public static RedisEntries Expiring(string name, double perSecond, TimeSpan lifetime, int bytes) =>
        new(name, (long)Math.Ceiling(perSecond * lifetime.TotalSeconds), bytes);
}
