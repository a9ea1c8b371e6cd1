namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>
/// Node types of Managed Redis from small to large, with the memory of a node in bytes. Source: response of the provider's API
/// (redis/v1, node-types, fr-par-1) of 2026-09-17, recorded in the tests of the OpenTofu provider.
/// </summary>
static class RedisNodeTypes
{
    /// <summary>
    /// Part of the memory that data may fill. The rest is for the copies of pages that a snapshot makes, and for buffers and
    /// fragmentation. UNVERIFIED: the <c>maxmemory</c> that the platform sets on a node.
    /// </summary>
    public const double MaxFill = 0.8;

    const int MinClusterSize = 3;

    static readonly (string Name, long Memory)[] Types =
    [
        ("RED1-MICRO", 2_000_000_000), ("RED1-2XS", 4_000_000_000), ("RED1-XS", 8_000_000_000), ("RED1-S", 12_000_000_000),
        ("RED1-M", 16_000_000_000), ("RED1-L", 32_000_000_000), ("RED1-XL", 64_000_000_000),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(type => type.Name)];

    /// <summary>Position from small to large; -1 for an unknown one.</summary>
    public static int IndexOf(string? name) => Array.FindIndex(Types, type => type.Name == name);

    /// <summary>
    /// Bytes of data that a store may have. A second node is a standby with the same data. A node of a cluster hosts a primary
    /// and the replica of another one (Scaleway documentation, managed-databases-for-redis, concepts), so that half of its
    /// memory counts; keys are spread evenly over the nodes, those of one hash slot are all on one.
    /// </summary>
    public static double Capacity(string name, int nodes, bool singleHashSlot)
    {
        var memory = Types[IndexOf(name)].Memory * MaxFill;
        return nodes < MinClusterSize ? memory : memory / 2 * (singleHashSlot ? 1 : nodes);
    }
}
