using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.Tests.Web;

/// <summary>The web application's component tests and its linter.</summary>
[Collection(WebCollection.Name)]
[Trait("Category", "Slow")]
public sealed class FrontendTests
{
    static readonly string Folder = Path.Combine(Repository.Root, "web");

    [SkippableTheory]
    [InlineData("test")]
    [InlineData("run", "lint")]
    public async Task Npm_script_succeeds(params string[] arguments)
    {
        Skip.If(NodeTools.Obstacle is not null, NodeTools.Obstacle);
        if (!ScalewayPoc.AppHost.Local.WebSiteExtensions.AreInstalled(Folder))
        {
            (await Command.RunAsync("npm", ["ci", "--no-audit", "--no-fund"], Folder)).MustSucceed();
        }
        (await Command.RunAsync("npm", arguments, Folder)).MustSucceed();
    }
}
