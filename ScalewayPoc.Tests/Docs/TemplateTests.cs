namespace ScalewayPoc.Tests.Docs;

/// <summary>The template of <c>dotnet new</c>, installed from its package and used outside of the repository.</summary>
[Trait("Category", "Release")]
public sealed class TemplateTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [SkippableTheory]
    [InlineData("Shop")]
    [InlineData("Acme.Orders")]
    public async Task An_application_of_the_template_builds_and_passes_its_tests(string name)
    {
        var template = Path.Combine(Repository.Root, ".template.config");
        Skip.IfNot(Directory.Exists(template), "This repository was made from the template and has none of its own.");
        var home = new Dictionary<string, string> { ["DOTNET_CLI_HOME"] = Path.Combine(_folder.Path, "home"), ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" };
        var application = Path.Combine(_folder.Path, "application");

        await DotNetAsync(_folder.Path, "pack", template, "--nologo", "-o", _folder.Path);
        await DotNetAsync(_folder.Path, "new", "install", Assert.Single(Directory.GetFiles(_folder.Path, "*.Template.*.nupkg")));
        await DotNetAsync(_folder.Path, "new", "scaleway-app", "-n", name, "-o", application);

        Assert.Empty(await NamesOfTheOriginalAsync(application));
        await DotNetAsync(application, "build", "--nologo", "-v", "q");
        await DotNetAsync(application, "test", "--no-build", "--nologo", "--filter", "Category!=Slow&Category!=Release");

        async Task DotNetAsync(string folder, params string[] arguments) =>
            (await Command.RunAsync("dotnet", arguments, folder, home, TimeSpan.FromMinutes(20))).MustSucceed();
    }

    static async Task<List<string>> NamesOfTheOriginalAsync(string folder)
    {
        List<string> found = [];
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (file[folder.Length..].Contains("scalewaypoc", StringComparison.OrdinalIgnoreCase)
                || (await File.ReadAllTextAsync(file)).Contains("scalewaypoc", StringComparison.OrdinalIgnoreCase))
            {
                found.Add(file);
            }
        }
        return found;
    }

    public void Dispose() => _folder.Dispose();
}
