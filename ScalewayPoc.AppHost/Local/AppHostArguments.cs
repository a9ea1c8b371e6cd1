namespace ScalewayPoc.AppHost.Local;

/// <summary>The arguments of the AppHost.</summary>
static class AppHostArguments
{
    /// <summary>Expands the flag <c>--fresh</c>, because the configuration of .NET reads pairs only.</summary>
    public static string[] Expand(string[] args) => [.. args.Select(arg => arg == "--fresh" ? "--fresh=true" : arg)];
}
