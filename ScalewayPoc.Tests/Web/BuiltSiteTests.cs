using System.Net;

namespace ScalewayPoc.Tests.Web;

/// <summary>With <c>Web=edge</c>.</summary>
[Collection(WebCollection.Name)]
public sealed class BuiltSiteTests(BuiltSite site) : WebStories(site), IClassFixture<BuiltSite>
{
    [SkippableFact]
    public async Task The_page_is_asked_for_again_and_its_parts_never()
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
    public async Task A_path_that_is_no_object_is_answered_with_the_page_and_404_as_a_bucket_does()
    {
        Skip.If(Site.Obstacle is not null, Site.Obstacle);
        using var answer = await Site.Http.GetAsync("/keys/some-key");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(await Site.Http.GetStringAsync("/"), await answer.Content.ReadAsStringAsync());
        using var written = await Site.Http.PostAsync("/keys", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, written.StatusCode);
    }

    [SkippableFact]
    public async Task The_page_lets_nothing_run_but_its_own_files()
    {
        Skip.If(Site.Obstacle is not null, Site.Obstacle);
        var html = WebUtility.HtmlDecode(await Site.Http.GetStringAsync("/"));
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", html, StringComparison.Ordinal);
    }
}
