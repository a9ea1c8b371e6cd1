using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>What the steps <c>deploy</c> and <c>destroy</c> do.</summary>
static class DeploymentSteps
{
    const string RegistryOutput = "registry_endpoint";

    /// <summary>Where images go: the configured registry, else that of the deployment, which is made first if need be.</summary>
    public static async Task ProvideRegistryAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        if (Settings(context)["Scaleway:Registry"] is { Length: > 0 } configured)
        {
            environment.RegistryEndpoint = configured;
            return;
        }
        var directory = PublishStep.Run(environment, context);
        var tofu = Open(environment, context);
        await tofu.InitAsync(context.CancellationToken);
        await tofu.ApplyAsync([.. Variables(directory), "-target=module.registry"], context.CancellationToken);
        var outputs = await tofu.OutputsAsync(context.CancellationToken);
        environment.RegistryEndpoint = outputs.GetValueOrDefault(RegistryOutput)
            ?? throw new ScalewayPublishException($"OpenTofu gave no {RegistryOutput}: there is nowhere to push images to.");
    }

    /// <summary>Publishes again, now that the images have tags and digests, and applies it.</summary>
    public static async Task DeployAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var model = ModelReader.Read(context.Model);
        SecretValues.Check(model, Environment.GetEnvironmentVariable(SecretValues.Variable));
        SiteSteps.Check(model);
        var directory = PublishStep.Run(environment, context);
        var tofu = Open(environment, context);
        await tofu.InitAsync(context.CancellationToken);
        await tofu.ApplyAsync(Variables(directory), context.CancellationToken);
        foreach (var (name, value) in await tofu.OutputsAsync(context.CancellationToken))
        {
            context.Logger.LogInformation("{Output}: {Value}", name, value);
        }
    }

    /// <summary>Names what is there, asks, and deletes it.</summary>
    public static async Task DestroyAsync(ScalewayEnvironmentResource environment, PipelineStepContext context)
    {
        var directory = PublishStep.Run(environment, context);
        var tofu = Open(environment, context);
        await tofu.InitAsync(context.CancellationToken);
        var resources = await tofu.ListAsync(context.CancellationToken);
        if (resources.Count == 0)
        {
            context.Logger.LogInformation("Nothing is deployed.");
            return;
        }
        var confirmed = Settings(context).GetValue("Pipeline:SkipConfirmation", false);
        if (!confirmed && !Confirm(environment.Name, resources))
        {
            throw new ScalewayPublishException($"Nothing was deleted: answer with the name {environment.Name}, or say --yes true where nobody can answer.");
        }
        await tofu.DestroyAsync(Variables(directory), context.CancellationToken);
    }

    static bool Confirm(string name, IReadOnlyList<string> resources)
    {
        Console.WriteLine($"This deletes {resources.Count} resources with all their data:");
        foreach (var resource in resources)
        {
            Console.WriteLine($"  {resource}");
        }
        Console.Write($"Type {name} to go on: ");
        return Console.ReadLine()?.Trim() == name;
    }

    public static Tofu Open(ScalewayEnvironmentResource environment, PipelineStepContext context) =>
        new(Settings(context)["Scaleway:Tofu"] ?? "tofu", environment.IacDirectory, line => context.Logger.LogInformation("{Line}", line));

    static IConfiguration Settings(PipelineStepContext context) => context.Services.GetRequiredService<IConfiguration>();

    static string[] Variables(string directory) => [$"-var-file={ManifestWriter.VariablesPath(directory)}"];
}
