using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

/// <summary>User stories of the site, run against each way of serving it.</summary>
public abstract partial class WebStories(WebSite site)
{
    protected WebSite Site => site;

    /// <summary>A name for one test: the tests share the system.</summary>
    static string Unique(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)];

    [SkippableFact]
    public async Task The_system_page_shows_each_part_healthy_and_the_latency()
    {
        await using var visit = await site.VisitAsync();
        await site.Api.SendEventAsync("browser.test", "system", "1");
        using var used = await site.Http.GetAsync("/api/events");
        await visit.Page.GotoAsync("/");
        foreach (var part in new[] { "api", "redis", "queue", "log" })
        {
            await Expect.VisibleAsync(visit.Page.Locator($".at-{part}.healthy"));
        }
        await Expect.VisibleAsync(visit.Page.GetByRole(AriaRole.Img, new() { NameString = "in 10 minutes: median" }));
        await visit.Button("Send a test event").ClickAsync();
        await Expect.VisibleAsync(visit.Page.Locator(".at-log.reached"));
    }

    [SkippableFact]
    public async Task Offline_is_reported_keeps_the_data_and_reconnects()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("offline");
        using var first = await site.Api.PutAsync(key, "\"before\"");
        await visit.Page.GotoAsync($"/keys/{key}");
        await Expect.ValueAsync(visit.Field("Value"), "\"before\"");
        await visit.Context.SetOfflineAsync(true);
        await Expect.VisibleAsync(visit.Text("Can't reach the server"));
        await Expect.ValueAsync(visit.Field("Value"), "\"before\"");
        using var second = await site.Api.PutAsync(key, "\"after\"");
        await visit.Context.SetOfflineAsync(false);
        await Expect.HiddenAsync(visit.Text("Can't reach the server"));
        await Expect.ValueAsync(visit.Field("Value"), "\"after\"");
    }

    [SkippableFact]
    public async Task A_failing_dependency_is_named_and_retried()
    {
        await using var visit = await site.VisitAsync();
        await visit.Page.RouteAsync("**/api/events?*", route => route.FulfillAsync(new()
        {
            Status = 503,
            ContentType = "application/problem+json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
            Body = """{"type":"/api/problems/unavailable","detail":"'events' is not available."}""",
        }));
        await visit.Page.GotoAsync("/events");
        await Expect.VisibleAsync(visit.Text("The event log is unreachable"));
        await visit.Page.UnrouteAllAsync();
        await Expect.HiddenAsync(visit.Text("The event log is unreachable"));
    }

    [SkippableTheory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Dark)]
    public async Task Every_page_is_accessible_and_fits(int width, ColorScheme scheme)
    {
        await using var visit = await site.VisitAsync(width, scheme);
        var key = Unique("accessible");
        using var first = await site.Api.PutAsync(key, """{"a":1,"b":[1,2]}""");
        using var second = await site.Api.PutAsync(key, """{"a":2,"b":[1,2]}""");
        using var third = await site.Api.PutAsync(key, """{"a":3,"b":[1,2]}""");
        foreach (var (path, content) in new[]
        {
            ("/", ".node"), ("/keys", ".row"), ($"/keys/{key}", ".version:nth-child(3) .line"), ("/events", "details.event"), ("/nowhere", ".empty"),
        })
        {
            await visit.Page.GotoAsync(path);
            // A loaded page goes to the issuer and back first.
            await Expect.VisibleAsync(visit.Button("Sign out"));
            await Expect.VisibleAsync(visit.Page.Locator(content).First);
            await AssertIsAccessibleAndFitsAsync(visit.Page, path, width);
        }
    }

    static async Task AssertIsAccessibleAndFitsAsync(IPage page, string path, int width)
    {
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{path}: {violation.Id} {violation.Nodes[0].Html}"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}");
    }
}
