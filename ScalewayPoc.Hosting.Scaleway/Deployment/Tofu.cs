using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>OpenTofu in the folder of the configuration.</summary>
/// <param name="program">Path of the program, or its name on the PATH.</param>
/// <param name="directory">The folder.</param>
/// <param name="log">Gets each line of output as it comes.</param>
sealed class Tofu(string program, string directory, Action<string> log)
{
    public Task InitAsync(CancellationToken stop) => RunAsync(["init", "-input=false"], stop);

    /// <summary>Plans and applies exactly what was planned. The plan holds secrets and is deleted.</summary>
    public async Task ApplyAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("tofu-plan-");
        try
        {
            var plan = Path.Combine(folder.FullName, "plan");
            await RunAsync(["plan", "-input=false", .. arguments, $"-out={plan}"], stop);
            await RunAsync(["apply", "-input=false", plan], stop);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public Task DestroyAsync(IReadOnlyList<string> arguments, CancellationToken stop) =>
        RunAsync(["destroy", "-input=false", "-auto-approve", .. arguments], stop);

    /// <summary>Addresses of the resources in the state.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken stop) =>
        (await CaptureAsync(["state", "list"], stop)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The outputs that are text and no secrets; the entries of a map by <c>name.key</c>.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OutputsAsync(CancellationToken stop)
    {
        using var outputs = JsonDocument.Parse(await CaptureAsync(["output", "-json"], stop));
        return outputs.RootElement.EnumerateObject()
            .Where(output => !output.Value.GetProperty("sensitive").GetBoolean())
            .SelectMany(output => Texts(output.Name, output.Value.GetProperty("value")))
            .ToDictionary(StringComparer.Ordinal);
    }

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

    async Task RunAsync(string[] arguments, Action<string> onOutput, CancellationToken stop)
    {
        if (!Directory.Exists(directory))
        {
            throw new ScalewayPublishException($"There is no OpenTofu configuration at {directory}.");
        }
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory };
        start.Environment["TF_IN_AUTOMATION"] = "1";
        int exitCode;
        try
        {
            exitCode = await Command.RunAsync(start, onOutput, log, stop);
        }
        catch (Win32Exception)
        {
            throw new ScalewayPublishException($"OpenTofu cannot be started: there is no program {program} on the PATH. Install it (https://opentofu.org/docs/intro/install/) or name it with --Scaleway:Tofu=PATH.");
        }
        if (exitCode != 0)
        {
            throw new ScalewayPublishException($"tofu {arguments[0]} ended with exit code {exitCode}; its output above says why.");
        }
    }
}
