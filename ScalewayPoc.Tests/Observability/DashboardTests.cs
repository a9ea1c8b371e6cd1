namespace ScalewayPoc.Tests.Observability;

public sealed class DashboardTests
{
    /// <summary>Grafana's Foundation SDK gives the files their schema: what it does not have, it does not write.</summary>
    [SkippableFact]
    public async Task Dashboards_are_what_the_program_writes()
    {
        var tools = await NodeTools.InstallAsync("../observability");
        using var folder = new TemporaryFolder();
        (await Command.RunAsync("node", [Path.Combine(tools, "dashboards.js"), folder.Path])).MustSucceed();

        var expected = Directory.GetFiles(Path.Combine(ObservabilityFiles.Folder, "dashboards"));
        Assert.Equal(expected.Select(Path.GetFileName).Order(), Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        Assert.All(expected, file => Assert.True(
            File.ReadAllText(file) == File.ReadAllText(Path.Combine(folder.Path, Path.GetFileName(file))),
            $"{Path.GetFileName(file)} is not what dashboards.js writes: run 'npm run build' in observability/."));
    }
}
