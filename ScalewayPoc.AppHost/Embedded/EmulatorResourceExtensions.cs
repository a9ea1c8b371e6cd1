namespace ScalewayPoc.AppHost.Embedded;

static class EmulatorResourceExtensions
{
    /// <summary>
    /// Adds an emulator: its command with <c>--port</c> and <c>--data</c>, and what <paramref name="arguments"/> adds when
    /// it starts.
    /// </summary>
    public static IResourceBuilder<T> AddEmulator<T>(
        this IDistributedApplicationBuilder builder, T resource, string command, string dataFolder, string scheme,
        Action<IList<object>>? arguments = null)
        where T : EmulatorResource
    {
        builder.WithParentLifetime(resource);
        return builder.AddResource(resource)
            .WithEndpoint(name: EmulatorResource.EndpointName, scheme: scheme)
            .WithArgs(context =>
            {
                foreach (var argument in (object[])[.. EmulatorProgram.Arguments(command),
                    "--port", resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort), "--data", dataFolder])
                {
                    context.Args.Add(argument);
                }
                arguments?.Invoke(context.Args);
            })
            .ExcludeFromManifest();
    }

    /// <summary>Adds an emulator that keeps no data and has no connection string: its command, to be completed by arguments.</summary>
    public static IResourceBuilder<ExecutableResource> AddEmulator(this IDistributedApplicationBuilder builder, [ResourceName] string name, string command) =>
        builder.AddExecutable(name, EmulatorProgram.Runtime, EmulatorProgram.Folder, EmulatorProgram.Arguments(command)).ExcludeFromManifest();
}
