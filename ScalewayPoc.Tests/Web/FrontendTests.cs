using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.Tests.Web;

/// <summary>The web application's component tests and its linter.</summary>
[Trait("Category", "Slow")]
public sealed class FrontendTests
{
    [SkippableTheory]
    [InlineData("test")]
    [InlineData("run", "lint")]
    public async Task Npm_script_succeeds(params string[] arguments)
    {
        Skip.If(NodeTools.Obstacle is not null, NodeTools.Obstacle);
        await WebFolder.UseAsync(InstallAsync);
        (await Command.RunAsync("npm", arguments, WebFolder.Path)).MustSucceed();
    }

    static async Task InstallAsync()
    {
        if (!WebSiteExtensions.AreInstalled(WebFolder.Path))
        {
            (await Command.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], WebFolder.Path)).MustSucceed();
        }
    }
}
