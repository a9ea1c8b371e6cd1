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
        var program = Path.Combine(AppContext.BaseDirectory, "ScalewayPoc.Emulators.dll");
        return builder.AddResource(resource)
            .WithEndpoint(name: EmulatorResource.EndpointName, scheme: scheme)
            .WithArgs(context =>
            {
                foreach (var argument in (object[])["exec", program, command,
                    "--port", resource.PrimaryEndpoint.Property(EndpointProperty.TargetPort), "--data", dataFolder])
                {
                    context.Args.Add(argument);
                }
                arguments?.Invoke(context.Args);
            })
            .ExcludeFromManifest();
    }
}
