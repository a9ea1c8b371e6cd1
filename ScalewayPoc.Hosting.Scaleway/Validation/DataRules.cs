using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Managed Redis and Serverless SQL.</summary>
static partial class DataRules
{
    const int MaxNodes = 6;
    const int MaxCpu = 15;
    static readonly string[] NodeTypes = ["RED1-MICRO", "RED1-2XS", "RED1-XS", "RED1-S", "RED1-M", "RED1-L", "RED1-XL"];

    public static IEnumerable<ValidationError> Validate(ScalewayModel model) =>
        model.Stores.SelectMany(Redis).Concat(model.Databases.SelectMany(Database));

    static IEnumerable<ValidationError> Redis(ScalewayModel.Store store)
    {
        if (!NodeTypes.Contains(store.Options.NodeType, StringComparer.Ordinal))
        {
            yield return new(store.Name, $"node type {store.Options.NodeType}", $"allowed: {string.Join(", ", NodeTypes)}", Sources.Redis);
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
