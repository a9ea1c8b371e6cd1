using System.Diagnostics;
using System.Text.Json;

namespace ScalewayPoc.Tests.Iac;

/// <summary>
/// Runs terraform or tofu with a provider that has the real one's schema and does nothing: enough for <c>validate</c>
/// and for tests with a mocked provider, without a download.
/// </summary>
sealed class SchemaProvider : IDisposable
{
    readonly DirectoryInfo _folder;
    readonly Process _process;
    readonly string _program;

    readonly string _configuration;

    SchemaProvider(DirectoryInfo folder, Process process, string program, string configuration) =>
        (_folder, _process, _program, _configuration) = (folder, process, program, configuration);

    string Socket => Path.Combine(_folder.FullName, "provider");

    /// <summary>Starts the provider; skips the test where a program is missing.</summary>
    public static Task<SchemaProvider> StartAsync() => StartAsync(IacFiles.Iac);

    /// <summary>The same for a copy of iac/.</summary>
    public static async Task<SchemaProvider> StartAsync(string configuration)
    {
        var program = Programs.FirstOrDefault(Command.IsOnPath);
        Skip.If(program is null, "Neither tofu nor terraform is on PATH.");
        var tools = await IacFiles.ToolsAsync();
        var folder = Directory.CreateTempSubdirectory("iac-");
        var start = new ProcessStartInfo("node", [Path.Combine(tools, "provider.mjs"), IacFiles.SchemaFile, Path.Combine(folder.FullName, "provider")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var provider = new SchemaProvider(folder, Process.Start(start)!, program!, configuration);
        var line = await provider._process.StandardOutput.ReadLineAsync();
        Assert.Equal("listening", line);
        (await provider.RunAsync("init", "-backend=false", "-input=false")).MustSucceed();
        return provider;
    }

    public static string[] Programs { get; } = ["tofu", "terraform"];

    /// <summary>Runs a command on the configuration; what it keeps for itself goes to a folder of its own.</summary>
    public Task<Command> RunAsync(params string[] arguments) => Command.RunAsync(_program, [.. arguments, "-no-color"], _configuration, new Dictionary<string, string>
    {
        ["TF_DATA_DIR"] = Path.Combine(_folder.FullName, "data"),
        ["TF_IN_AUTOMATION"] = "1",
        ["CHECKPOINT_DISABLE"] = "1",
        ["TF_REATTACH_PROVIDERS"] = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["scaleway/scaleway"] = new
            {
                Protocol = "grpc",
                ProtocolVersion = 6,
                Pid = _process.Id,
                Test = true,
                Addr = new { Network = "unix", String = Socket },
            },
        }),
    });

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
