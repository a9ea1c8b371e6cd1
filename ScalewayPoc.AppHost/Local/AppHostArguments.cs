namespace ScalewayPoc.AppHost.Local;

/// <summary>Completes the arguments of the AppHost.</summary>
static class AppHostArguments
{
    /// <summary>
    /// Expands the flag <c>--fresh</c>, because the configuration of .NET reads pairs only, and completes a publish that
    /// the Aspire CLI has not started.
    /// </summary>
    public static string[] Complete(string[] args)
    {
        string[] completed = [.. args.Select(arg => arg == "--fresh" ? "--fresh=true" : arg)];
        var hasCli = Environment.GetEnvironmentVariable("ASPIRE_BACKCHANNEL_PATH") is { Length: > 0 };
        return hasCli || !IsPublish(completed) ? completed : [.. PublishDefaults(completed), .. completed];
    }

    static bool IsPublish(string[] args) => string.Join(' ', args).Replace('=', ' ')
        .Contains("--operation publish", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Only the CLI displays the questions of a pipeline; without it a question waits forever. Without a step Aspire runs
    /// every step, <c>destroy</c> included.
    /// </summary>
    static string[] PublishDefaults(string[] args) =>
        Array.Exists(args, arg => arg.StartsWith("--step", StringComparison.OrdinalIgnoreCase))
            ? ["--ASPIRE_INTERACTIVITY_ENABLED=false"]
            : ["--ASPIRE_INTERACTIVITY_ENABLED=false", "--step", "publish"];
}
