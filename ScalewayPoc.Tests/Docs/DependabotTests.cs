using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Docs;

/// <summary>Dependabot updates only the folders that its configuration lists.</summary>
public sealed partial class DependabotTests
{
    static readonly string[] Generated = ["node_modules", "bin", "obj", "artifacts", ".git"];

    [Fact]
    public async Task Every_folder_with_a_lock_file_of_npm_is_listed()
    {
        var listed = NpmFolders().Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, ".github", "dependabot.yml"))).Groups[1].Value.Split(", ");

        var locked = Folders(Repository.Root).Where(folder => File.Exists(Path.Combine(folder, "package-lock.json")))
            .Select(folder => "/" + Path.GetRelativePath(Repository.Root, folder).Replace('\\', '/')).ToList();

        Assert.NotEmpty(locked);
        Assert.Equal(locked.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    static IEnumerable<string> Folders(string parent) => Directory.GetDirectories(parent)
        .Where(folder => !Generated.Contains(Path.GetFileName(folder)))
        .SelectMany(folder => Folders(folder).Prepend(folder));

    [GeneratedRegex(@"package-ecosystem: npm\n    directories: \[(.+)\]")]
    private static partial Regex NpmFolders();
}
