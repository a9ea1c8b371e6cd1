using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Managed Redis and Serverless SQL.</summary>
static partial class DataRules
{
    const int MaxNodes = 6;
    const int MaxCpu = 15;

    public static IEnumerable<ValidationError> Validate(ScalewayModel model) =>
        model.Stores.SelectMany(store => Redis(store).Concat(RedisLoad(store))).Concat(model.Databases.SelectMany(Database));

    static IEnumerable<ValidationError> Redis(ScalewayModel.Store store)
    {
        if (!RedisNodeTypes.Names.Contains(store.Options.NodeType, StringComparer.Ordinal))
        {
            yield return new(store.Name, $"node type {store.Options.NodeType}", $"allowed: {string.Join(", ", RedisNodeTypes.Names)}", Sources.Redis);
        }
        if (store.Options.ClusterSize is < 1 or > MaxNodes)
        {
            yield return new(store.Name, $"{store.Options.ClusterSize} nodes", $"allowed: 1, 2 (with a standby) or 3 to {MaxNodes} (a cluster)", Sources.RedisResource);
        }
        if (!Version.TryParse(store.Options.Version, out _))
        {
            yield return new(store.Name, $"version '{store.Options.Version}'", $"a version has the form 8.6.3", Sources.RedisResource);
        }
    }

    static IEnumerable<ValidationError> RedisLoad(ScalewayModel.Store store)
    {
        var (load, type, nodes) = (store.Options.Load, store.Options.NodeType, store.Options.ClusterSize);
        if (load.FirstOrDefault(entries => entries is not { Count: > 0, Bytes: > 0 }) is { } wrong)
        {
            yield return new(store.Name, $"a load of {wrong.Count} {wrong.Name} of {wrong.Bytes} bytes", $"each number must be positive", Sources.Library);
        }
        else if (load.Count > 0 && RedisNodeTypes.IndexOf(type) >= 0 && nodes is >= 1 and <= MaxNodes)
        {
            var bytes = load.Sum(Bytes);
            var capacity = Capacity(type);
            if (bytes > capacity)
            {
                var largest = load.MaxBy(Bytes)!;
                var fitting = RedisNodeTypes.Names.FirstOrDefault(name => Capacity(name) >= bytes);
                yield return new(store.Name, $"the load needs {bytes:F0} bytes, {Bytes(largest):F0} of them for {largest.Count} {largest.Name}",
                    $"{nodes} of {type} may have {capacity:F0} bytes of data, {RedisNodeTypes.MaxFill:P0} of the memory: use {fitting ?? (store.Options.SingleHashSlot ? "several hash slots" : "more nodes")} or reduce the load", Sources.RedisNodes);
            }
        }

        double Capacity(string name) => RedisNodeTypes.Capacity(name, nodes, store.Options.SingleHashSlot);

        static double Bytes(RedisEntries entries) => (double)entries.Count * entries.Bytes;
    }

    static IEnumerable<ValidationError> Database(ScalewayModel.Database database)
    {
        var (min, max) = (database.Options.MinCpu, database.Options.MaxCpu);
        if (min < 0 || max is < 1 or > MaxCpu || min > max)
        {
            yield return new(database.Name, $"{min} to {max} vCPU",
                $"the minimum must be 0 or more, the maximum 1 to {MaxCpu} and not below the minimum", Sources.Databases);
        }
        if (!DatabaseName().IsMatch(database.PublishedName))
        {
            yield return new(database.Name, $"the database's name is '{database.PublishedName}'",
                $"allowed: 1 to 63 letters, digits, hyphens and underscores, a letter first", Sources.Databases);
        }
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
    private static partial Regex DatabaseName();
}
