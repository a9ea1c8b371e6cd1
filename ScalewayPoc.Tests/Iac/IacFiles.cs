using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>Where things are, and the tools of Node.js that read them.</summary>
static class IacFiles
{
    public static string Iac => Path.Combine(Repository.Root, "iac");

    public static string SchemaFile => Path.Combine(Iac, "schema", "scaleway-2.81.0.json");

    /// <summary>Folder of the tools with their packages. Skips the test where there is no Node.js, or no package feed.</summary>
    public static Task<string> ToolsAsync() => NodeTools.InstallAsync("Iac/Tools");

    // Parsed once: starting the parser takes longer than a test.
    static readonly Lazy<Task<string>> ParsedIac = new(() => RunParserAsync(Iac));

    /// <summary>Parses every .tf file below iac/; path to document. The result is a copy.</summary>
    public static async Task<JsonObject> ParseAsync() => JsonNode.Parse(await ParsedIac.Value)!.AsObject();

    /// <summary>Parses every .tf file below <paramref name="folder"/>; path to document.</summary>
    public static async Task<JsonObject> ParseAsync(string folder) => JsonNode.Parse(await RunParserAsync(folder))!.AsObject();

    static async Task<string> RunParserAsync(string folder)
    {
        var tools = await ToolsAsync();
        var parsed = await Command.RunAsync("node", [Path.Combine(tools, "hcl2json.mjs"), folder]);
        return parsed.MustSucceed().Output;
    }
}
