using System.Text.Json;

namespace Aspire.Hosting;

/// <summary>A profile of a project's launchSettings.json.</summary>
sealed record LaunchProfile(string Name, string? CommandName, string? ApplicationUrl, Dictionary<string, string> EnvironmentVariables)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of that name if there is one, else the first one that starts the project; null without either.</summary>
    public static LaunchProfile? Read(string projectFolder, string? preferred)
    {
        var file = Path.Combine(projectFolder, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }
        var profiles = JsonSerializer.Deserialize<Settings>(File.ReadAllText(file), Json)?.Profiles ?? [];
        var name = preferred is not null && profiles.ContainsKey(preferred)
            ? preferred
            : profiles.FirstOrDefault(profile => profile.Value.CommandName == "Project").Key;
        return name is null ? null : profiles[name] with { Name = name, EnvironmentVariables = profiles[name].EnvironmentVariables ?? [] };
    }

    sealed record Settings(Dictionary<string, LaunchProfile>? Profiles);
}
