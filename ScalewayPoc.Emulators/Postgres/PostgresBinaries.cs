using System.Globalization;
using System.Text.RegularExpressions;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

/// <summary>One installed PostgreSQL server.</summary>
/// <param name="Folder">Folder with <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Major">Major version; servers of another one do not read its data.</param>
sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest major version that is used: older ones are out of support.</summary>
    public const int OldestMajor = 14;

    public string Postgres => Programs.Executable(Folder, "postgres");

    public string Initdb => Programs.Executable(Folder, "initdb");

    /// <summary>The servers of this machine, newest first.</summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> InstalledAsync()
    {
        var found = await Task.WhenAll(Programs.SearchPath.Concat(UsualFolders()).Distinct().Select(InAsync));
        return [.. found.OfType<PostgresBinaries>().Where(binaries => binaries.Major >= OldestMajor).OrderByDescending(binaries => binaries.Major)];
    }

    static async Task<PostgresBinaries?> InAsync(string folder)
    {
        var found = new PostgresBinaries(folder, 0);
        return File.Exists(found.Postgres) && File.Exists(found.Initdb)
            && await Programs.OutputOfAsync(found.Postgres, "--version") is { } version
            && MajorPattern().Match(version) is { Success: true } match
            ? found with { Major = int.Parse(match.Value, CultureInfo.InvariantCulture) }
            : null;
    }

    /// <summary>Debian and Red Hat keep servers off PATH, one folder a version; so do Homebrew, Postgres.app and Windows.</summary>
    static IEnumerable<string> UsualFolders() =>
        from place in (string[])["/usr/lib/postgresql/*", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql@*",
            "/usr/local/opt/postgresql@*", "/home/linuxbrew/.linuxbrew/opt/postgresql@*", "/Applications/Postgres.app/Contents/Versions/*",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*")]
        let parent = Path.GetDirectoryName(place)!
        where Directory.Exists(parent)
        from version in Directory.EnumerateDirectories(parent, Path.GetFileName(place))
        select Path.Combine(version, "bin");

    [GeneratedRegex(@"\d+")]
    private static partial Regex MajorPattern();
}
