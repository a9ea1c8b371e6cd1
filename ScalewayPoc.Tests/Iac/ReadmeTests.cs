namespace ScalewayPoc.Tests.Iac;

/// <summary>The tables in the modules' README files.</summary>
public sealed class ReadmeTests
{
    static readonly string[] Declarations = ["variable", "output"];

    [SkippableFact]
    public async Task Readme_of_a_module_lists_its_variables_and_outputs()
    {
        var documents = await IacFiles.ParseAsync(Path.Combine(IacFiles.Iac, "modules"));

        foreach (var module in documents.GroupBy(pair => pair.Key.Split('/')[0]))
        {
            var declared = module.SelectMany(pair => Declarations.SelectMany(block => pair.Value![block]?.AsObject() ?? []))
                .Select(pair => pair.Key);
            var listed = (await File.ReadAllLinesAsync(Path.Combine(IacFiles.Iac, "modules", module.Key, "README.md")))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]);
            Assert.Equal(declared.Order(), listed.Order());
        }
    }
}
