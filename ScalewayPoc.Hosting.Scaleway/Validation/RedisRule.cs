namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Managed Redis.</summary>
sealed class RedisRule : IPlatformRule
{
    const int MostNodes = 6;
    static readonly string[] NodeTypes = ["RED1-MICRO", "RED1-2XS", "RED1-XS", "RED1-S", "RED1-M", "RED1-L", "RED1-XL"];

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var store in model.Stores)
        {
            if (!NodeTypes.Contains(store.Options.NodeType, StringComparer.Ordinal))
            {
                yield return new(store.Name, $"node type {store.Options.NodeType}", $"there are {string.Join(", ", NodeTypes)}", Sources.Redis);
            }
            if (store.Options.ClusterSize is < 1 or > MostNodes)
            {
                yield return new(store.Name, $"{store.Options.ClusterSize} nodes", $"allowed are 1, 2 (with a standby) or 3 to {MostNodes} (a cluster)", Sources.RedisResource);
            }
            if (!System.Version.TryParse(store.Options.Version, out _))
            {
                yield return new(store.Name, $"version '{store.Options.Version}'", $"a version is written as in 8.6.3", Sources.RedisResource);
            }
        }
    }
}
