using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Managed Redis and Serverless SQL.</summary>
static partial class DataRules
{
    const int MaxNodes = 6;
    const int MaxCpu = 15;

    public static void Validate(ScalewayModel model, ValidationErrors errors)
    {
        foreach (var store in model.Stores)
        {
            Redis(store.Name, store.Options, errors);
            RedisLoad(store.Name, store.Options, errors);
        }
        foreach (var database in model.Databases)
        {
            Database(database, errors);
        }
    }

    static void Redis(string name, ManagedRedisOptions options, ValidationErrors errors)
    {
        errors.Require(RedisNodeTypes.IndexOf(options.NodeType) >= 0, name, $"node type {options.NodeType}", $"allowed: {string.Join(", ", RedisNodeTypes.Names)}", Sources.Redis);
        errors.Require(options.ClusterSize is >= 1 and <= MaxNodes, name, $"{options.ClusterSize} nodes",
            $"allowed: 1, 2 (with a standby) or 3 to {MaxNodes} (a cluster)", Sources.RedisResource);
        errors.Require(Version.TryParse(options.Version, out _), name, $"version '{options.Version}'", $"a version has the form 8.6.6", Sources.RedisResource);
    }

    static void RedisLoad(string name, ManagedRedisOptions options, ValidationErrors errors)
    {
        var (load, type, nodes) = (options.Load, options.NodeType, options.ClusterSize);
        if (load.FirstOrDefault(entries => entries is not { Count: > 0, Bytes: > 0 }) is { } wrong)
        {
            errors.Add(new(name, $"a load of {wrong.Count} {wrong.Name} of {wrong.Bytes} bytes", $"each number must be positive", Sources.Library));
        }
        else if (load.Count > 0 && RedisNodeTypes.IndexOf(type) >= 0 && nodes is >= 1 and <= MaxNodes)
        {
            var (bytes, largest) = (load.Sum(Bytes), load.MaxBy(Bytes)!);
            var capacity = Capacity(type);
            var fitting = RedisNodeTypes.Names.FirstOrDefault(larger => Capacity(larger) >= bytes);
            errors.Require(bytes <= capacity, name, $"the load needs {bytes:F0} bytes, {Bytes(largest):F0} of them for {largest.Count} {largest.Name}",
                $"{nodes} of {type} may have {capacity:F0} bytes of data, {RedisNodeTypes.MaxFill:P0} of the memory: use {fitting ?? (options.SingleHashSlot ? "several hash slots" : "more nodes")} or reduce the load", Sources.RedisNodes);
        }

        double Capacity(string node) => RedisNodeTypes.Capacity(node, nodes, options.SingleHashSlot);

        static double Bytes(RedisEntries entries) => (double)entries.Count * entries.Bytes;
    }

    static void Database(ScalewayModel.Database database, ValidationErrors errors)
    {
        var (min, max) = (database.Options.MinCpu, database.Options.MaxCpu);
        errors.Require(min >= 0 && max is >= 1 and <= MaxCpu && min <= max, database.Name, $"{min} to {max} vCPU",
            $"the minimum must be 0 or more, the maximum 1 to {MaxCpu} and not below the minimum", Sources.Databases);
        errors.Require(DatabaseName().IsMatch(database.PublishedName), database.Name, $"the database's name is '{database.PublishedName}'",
            $"allowed: 1 to 63 letters, digits, hyphens and underscores, a letter first", Sources.Databases);
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
    private static partial Regex DatabaseName();
}
