using System.Text;
using System.Text.Json;

namespace Aspire.Hosting.Scaleway.Deployment;

sealed class Tofu(string program, string directory, DeploymentTarget target, Action<string> log)
{
    Dictionary<string, string?> Variables => new(StringComparer.Ordinal)
    {
        ["TF_IN_AUTOMATION"] = "1",
        // The provider's S3 and SQS clients refuse to start with it.
        ["AWS_CA_BUNDLE"] = null,
        ["TF_DATA_DIR"] = target.DataDirectory ?? Environment.GetEnvironmentVariable("TF_DATA_DIR"),
    };

    public Task InitAsync(CancellationToken stop) => RunAsync(["init", "-input=false", .. target.InitArguments], stop);

    /// <summary>Writes a plan to a file. It holds secrets: the caller deletes it.</summary>
    public Task PlanAsync(IReadOnlyList<string> arguments, string file, CancellationToken stop) =>
        RunAsync(["plan", "-input=false", .. target.VariableArguments, .. arguments, $"-out={file}"], stop);

    public async Task<DeploymentPlan> ShowAsync(string file, CancellationToken stop) =>
        DeploymentPlan.Read(await CaptureAsync(["show", "-json", file], stop));

    /// <summary>Applies a plan, and nothing else.</summary>
    public Task ApplyAsync(string file, CancellationToken stop) => RunAsync(["apply", "-input=false", file], stop);

    /// <summary>Reads the platform into the state and changes nothing on the platform.</summary>
    public Task RefreshAsync(IReadOnlyList<string> arguments, CancellationToken stop) =>
        RunAsync(["apply", "-refresh-only", "-auto-approve", "-input=false", .. target.VariableArguments, .. arguments], stop);

    /// <summary>The outputs that are text and no secrets; the entries of a map by <c>name.key</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OutputsAsync(CancellationToken stop)
    {
        using var outputs = await ReadOutputsAsync(stop);
        return outputs.RootElement.EnumerateObject()
            .Where(output => !output.Value.GetProperty("sensitive").GetBoolean())
            .SelectMany(output => Texts(output.Name, output.Value.GetProperty("value")))
            .ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>All outputs, as <c>tofu output -json</c> prints them.</summary>
    public async Task<JsonDocument> ReadOutputsAsync(CancellationToken stop) => JsonDocument.Parse(await CaptureAsync(["output", "-json"], stop));

    static IEnumerable<KeyValuePair<string, string>> Texts(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [new(name, value.GetString()!)],
        JsonValueKind.Object => value.EnumerateObject().SelectMany(entry => Texts($"{name}.{entry.Name}", entry.Value)),
        _ => [],
    };

    Task RunAsync(string[] arguments, CancellationToken stop) => RunAsync(arguments, log, stop);

    async Task<string> CaptureAsync(string[] arguments, CancellationToken stop)
    {
        var output = new StringBuilder();
        await RunAsync(arguments, line => output.Append(line).Append('\n'), stop);
        return output.ToString();
    }

    Task RunAsync(string[] arguments, Action<string> onOutput, CancellationToken stop) => Directory.Exists(directory)
        ? ProcessRunner.RunAsync(
            $"tofu {arguments[0]}", program, arguments, directory,
            $"There is no program {program} on the PATH. Install OpenTofu (https://opentofu.org/docs/intro/install/) or name it with --Scaleway:Tofu=PATH.",
            onOutput, log, stop, Variables)
        : throw new ScalewayPublishException($"The folder {directory} does not exist. It must contain the OpenTofu configuration.");
}
