using Aspire.Hosting.Pipelines;
using Aspire.Hosting.Scaleway.Manifest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>The steps <c>plan</c>, <c>deploy</c> and <c>destroy</c>.</summary>
static class DeploymentSteps
{
    const string RegistryOutput = "registry_endpoint";

    // The rules of this program refuse more than prevent_destroy does, and name everything at once.
    const string Unprotected = "-var=protect_data=false";

    static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(15);

    /// <summary>Finds the registry: the configured one, else that of the deployment, which is created first if need be.</summary>
    public static async Task EnsureRegistryAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        if (ConfiguredRegistry(context) is { } configured)
        {
            environment.RegistryEndpoint = configured;
            return;
        }
        var deployment = await OpenAsync(environment, context);
        await deployment.ApplyAsync(["-target=module.registry"]);
        var outputs = await deployment.Tofu.OutputsAsync(context.CancellationToken);
        environment.RegistryEndpoint = outputs.GetValueOrDefault(RegistryOutput)
            ?? throw new ScalewayPublishException($"OpenTofu returned no {RegistryOutput}, so images cannot be pushed.");
    }

    /// <summary>Shows what deploy would change. Exit code 2 when that needs to be allowed.</summary>
    public static async Task PlanAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var deployment = await OpenAsync(environment, context);
        await deployment.PlanAsync([], (_, _) => Task.CompletedTask);
    }

    /// <summary>Plans the manifest with the digests of the images, and applies exactly that plan.</summary>
    public static async Task DeployAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var model = ModelReader.Read(context.Model);
        SecretValues.Check(model, Environment.GetEnvironmentVariable(SecretValues.Variable));
        SiteSteps.Check(model);
        var deployment = await OpenAsync(environment, context);
        await deployment.ApplyAsync([]);
        await new ContainerStatuses(deployment.Tofu, StatusInterval).CheckAsync(deployment.Variables, context.CancellationToken);
        foreach (var (name, value) in await deployment.Tofu.OutputsAsync(context.CancellationToken))
        {
            context.Logger.LogInformation("{Output}: {Value}", name, value);
        }
    }

    /// <summary>Plans the deletion, names what it loses, asks, and applies exactly that plan.</summary>
    public static async Task DestroyAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var deployment = await OpenAsync(environment, context);
        var confirmed = Settings(context).GetValue("Pipeline:SkipConfirmation", false);
        await deployment.PlanAsync(["-destroy"], async (plan, file) =>
        {
            if (plan.Changes.Count == 0)
            {
                context.Logger.LogInformation("Nothing is deployed.");
                return;
            }
            if (!confirmed && !Confirm(environment.Name, plan.Changes.Count))
            {
                throw new ScalewayPublishException($"Nothing was deleted: answer with the name {environment.Name}, or pass --yes true where there is no terminal.");
            }
            await deployment.Tofu.ApplyAsync(file, context.CancellationToken);
        });
    }

    public static Tofu Open(ScalewayEnvironmentResource environment, PipelineStepContext context) => Open(environment, context, Target(environment, context));

    static Tofu Open(ScalewayEnvironmentResource environment, PipelineStepContext context, DeploymentTarget target) => new(
        Settings(context)["Scaleway:Tofu"] ?? "tofu", environment.IacDirectory, target, line => context.Logger.LogInformation("{Line}", line));

    static async Task<Deployment> OpenAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var directory = ScalewayStep.OutputDirectory(context);
        var target = Target(environment, context);
        target.CheckOrganization();
        var tofu = Open(environment, context, target);
        await tofu.InitAsync(context.CancellationToken);
        target.CheckRegion(await tofu.OutputsAsync(context.CancellationToken));
        return new(tofu, directory, [.. ManifestArguments(directory), .. ForwarderArgument(environment, directory), .. RegistryArgument(context), Unprotected], Allowed(context), context.CancellationToken);
    }

    /// <summary>The manifest, and the list of images once the step build has written it.</summary>
    static IEnumerable<string> ManifestArguments(string directory) => new[] { ManifestFiles.Manifest, ManifestFiles.Images }
        .Select(file => Path.Combine(directory, file)).Where(File.Exists).Select(file => $"-var-file={file}");

    /// <summary>The Function's package, by a relative path: the state has the path, which must not differ between machines.</summary>
    static string[] ForwarderArgument(ScalewayEnvironmentResource environment, string directory) =>
        Path.Combine(directory, ManifestFiles.Forwarder) is var package && File.Exists(package)
            ? [$"-var=forwarder_package={Path.GetRelativePath(environment.IacDirectory, package).Replace('\\', '/')}"]
            : [];

    /// <summary>The containers have their images where the step push puts them.</summary>
    static string[] RegistryArgument(PipelineStepContext context) =>
        ConfiguredRegistry(context) is { } registry ? [$"-var=registry_endpoint={registry}"] : [];

    static string? ConfiguredRegistry(PipelineStepContext context) => Settings(context)["Scaleway:Registry"] is { Length: > 0 } registry ? registry : null;

    static DeploymentTarget Target(ScalewayEnvironmentResource environment, PipelineStepContext context) =>
        DeploymentTarget.Find(environment.IacDirectory, context.Services.GetRequiredService<IHostEnvironment>().EnvironmentName);

    /// <summary><c>--Scaleway:Allow=ADDRESS,ADDRESS</c>, or <c>--Scaleway:Allow:0=ADDRESS</c> and so on.</summary>
    static HashSet<string> Allowed(PipelineStepContext context)
    {
        var section = Settings(context).GetSection("Scaleway:Allow");
        return [.. section.GetChildren().Select(child => child.Value).Append(section.Value).OfType<string>()
            .SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
    }

    static bool Confirm(string name, int count)
    {
        Console.WriteLine($"This deletes {count} resources with all their data.");
        Console.Write($"Type {name} to go on: ");
        return Console.ReadLine()?.Trim() == name;
    }

    static IConfiguration Settings(PipelineStepContext context) => context.Services.GetRequiredService<IConfiguration>();
}
