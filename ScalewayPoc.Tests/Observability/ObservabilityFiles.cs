using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Observability;

/// <summary>The files of observability/ and the programs that check them.</summary>
static partial class ObservabilityFiles
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "observability");

    public static string Rules(string file) => Path.Combine(Folder, "rules", file);

    public static string Document(string name) => File.ReadAllText(Path.Combine(Repository.Root, "docs", name));

    /// <summary>The program that a run with Prometheus needs and this machine lacks; null if there is none.</summary>
    public static string? Obstacle { get; } =
        new[] { "promtool", "prometheus", "redis-server" }.FirstOrDefault(name => !Command.IsOnPath(name)) is { } missing
            ? $"{missing} is not on PATH (Debian: apt-get install prometheus redis-server)."
            : null;

    /// <summary>Names of the alerts in a rule file.</summary>
    public static IReadOnlyList<string> AlertsIn(string file) =>
        [.. AlertName().Matches(File.ReadAllText(Rules(file))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("- alert: (.+)")]
    private static partial Regex AlertName();
}
