namespace ScalewayPoc.AppHost.Local;

/// <summary>The container runtime of this machine, if it is running and not merely installed.</summary>
static class ContainerRuntime
{
    /// <summary>
    /// Name of the first runtime that responds within a second, or null. <c>ASPIRE_CONTAINER_RUNTIME</c> restricts the
    /// search to the runtime that Aspire would use.
    /// </summary>
    public static string? Find()
    {
        var configured = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME");
        string[] candidates = string.IsNullOrEmpty(configured) ? ["docker", "podman"] : [configured];
        return Array.Find(candidates, runtime => LocalProgram.Run(runtime, TimeSpan.FromSeconds(1), "info") is not null);
    }
}
