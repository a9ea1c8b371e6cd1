using System.Net;
using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

/// <summary>With <c>Web=edge</c>.</summary>
[Trait("Category", "Slow")]
public sealed class BuiltSiteTests(BuiltSite site) : WebStories(site), IClassFixture<BuiltSite>
{
    /// <summary>Vite's development server refuses this address itself.</summary>
    [SkippableFact]
    public async Task A_malformed_address_opens_the_page_of_an_unknown_address()
    {
        await using var visit = await Site.VisitAsync();
        await visit.Page.GotoAsync("/keys/%");
        await Expect.VisibleAsync(visit.Text("Page not found"));
    }

    [SkippableFact]
    public async Task The_page_is_revalidated_and_its_assets_are_immutable()
    {
        Skip.If(Site.Obstacle is not null, Site.Obstacle);
        using var page = await Site.Http.GetAsync("/");
        Assert.Equal("no-cache", page.Headers.CacheControl!.ToString());
        var html = await page.Content.ReadAsStringAsync();
        var script = html.Split("src=\"")[1].Split('"')[0];
        using var part = await Site.Http.GetAsync(script);
        Assert.Equal("public, max-age=31536000, immutable", part.Headers.CacheControl!.ToString());
    }

    [SkippableFact]
    public async Task A_path_without_an_object_returns_the_page_with_404_as_a_bucket_does()
    {
        Skip.If(Site.Obstacle is not null, Site.Obstacle);
        using var answer = await Site.Http.GetAsync("/keys/some-key");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(await Site.Http.GetStringAsync("/"), await answer.Content.ReadAsStringAsync());
        using var written = await Site.Http.PostAsync("/keys", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, written.StatusCode);
    }

    [SkippableFact]
    public async Task The_policy_allows_only_own_scripts_and_styles()
    {
        Skip.If(Site.Obstacle is not null, Site.Obstacle);
        var html = WebUtility.HtmlDecode(await Site.Http.GetStringAsync("/"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", html, StringComparison.Ordinal);
    }
}
