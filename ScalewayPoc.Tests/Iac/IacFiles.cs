using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>Where things are, and the tools of Node.js that the tests run (installed once, under artifacts/).</summary>
static class IacFiles
{
    static readonly Lazy<Task<string>> Tools = new(InstallToolsAsync);

    public static string Repository { get; } = FindRepository(AppContext.BaseDirectory);

    public static string Iac => Path.Combine(Repository, "iac");

    public static string SchemaFile => Path.Combine(Iac, "schema", "scaleway-2.81.0.json");

    /// <summary>Folder of the tools with their packages. Skips the test where there is no Node.js, or no package feed.</summary>
    public static async Task<string> ToolsAsync()
    {
        Skip.IfNot(Command.IsOnPath("node"), "Node.js is not on PATH.");
        Skip.IfNot(Command.IsOnPath("npm"), "npm is not on PATH.");
        return await Tools.Value;
    }

    /// <summary>Parses every .tf file below <paramref name="folder"/>; path to document.</summary>
    public static async Task<JsonObject> ParseAsync(string folder)
    {
        var tools = await ToolsAsync();
        var parsed = await Command.RunAsync("node", [Path.Combine(tools, "hcl2json.mjs"), folder]);
        return JsonNode.Parse(parsed.MustSucceed().Output)!.AsObject();
    }

    static async Task<string> InstallToolsAsync()
    {
        var source = Path.Combine(Repository, "ScalewayPoc.Tests", "Iac", "Tools");
        var files = Directory.GetFiles(source).Order(StringComparer.Ordinal).ToArray();
        var content = string.Join('\n', files.Select(File.ReadAllText));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..12];
        var target = Path.Combine(Repository, "artifacts", "iac-tools", hash);
        if (Directory.Exists(target))
        {
            return target;
        }

        // Made beside its place and then moved: another run at the same time sees it whole or not at all.
        var partial = $"{target}.{Guid.NewGuid():N}";
        Directory.CreateDirectory(partial);
        foreach (var file in files)
        {
            File.Copy(file, Path.Combine(partial, Path.GetFileName(file)));
        }

        var npm = await Command.RunAsync("npm", ["install", "--prefix", partial, "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]);
        if (npm.ExitCode != 0)
        {
            Directory.Delete(partial, recursive: true);
            Skip.If(true, $"npm cannot install the tools: {npm.Output}");
        }

        try
        {
            Directory.Move(partial, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(partial, recursive: true);
        }

        return target;
    }

    static string FindRepository(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ScalewayPoc.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No ScalewayPoc.sln above {start}.");
    }
}
