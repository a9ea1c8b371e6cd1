using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

// Stories of signing in, and of what a user may do.
public abstract partial class WebStories
{
    [SkippableFact]
    public async Task One_click_at_the_issuer_signs_in_and_the_sign_out_ends_the_session()
    {
        await using var visit = await site.VisitAsync(user: null);
        await visit.Page.GotoAsync("/keys?prefix=none");
        await AssertIsAccessibleAndFitsAsync(visit.Page, "sign-in", 1280);
        await visit.Button("Sign in").ClickAsync();
        await visit.Page.Locator("#writer").ClickAsync();
        await Expect.VisibleAsync(visit.Text("No matching keys"));
        Assert.EndsWith("/keys?prefix=none", visit.Page.Url, StringComparison.Ordinal);
        await Expect.VisibleAsync(visit.Button("New key"));

        await visit.Button("Sign out").ClickAsync();
        await Expect.VisibleAsync(visit.Heading("Sign in"));
        // Back from the issuer.
        await visit.Page.WaitForURLAsync(url => new Uri(url).PathAndQuery == "/");
        await visit.Page.ReloadAsync();
        await Expect.VisibleAsync(visit.Heading("Sign in"));
    }

    [SkippableFact]
    public async Task What_was_typed_survives_the_end_of_the_session_and_the_next_sign_in()
    {
        await using var visit = await site.VisitAsync(user: "writer");
        var (key, subject) = (Unique("draft"), Unique("typed"));
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync("/events");
        await visit.Field("Subject optional").FillAsync(subject);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Keys", Exact = true }).ClickAsync();
        await visit.Field("Filter by prefix").FillAsync(key);
        await visit.Page.WaitForURLAsync(url => url.EndsWith($"prefix={key}", StringComparison.Ordinal));
        await visit.Page.Locator(".row", new() { HasText = key }).ClickAsync();
        await visit.Field("Value").FillAsync("\"unsaved\"");

        // The token has expired, and the issuer renews it no more.
        await visit.Page.RouteAsync("**/api/**", route => route.FulfillAsync(new() { Status = 401, ContentType = "application/problem+json", Body = "{}" }));
        await visit.Page.RouteAsync("**/connect/token", route => route.FulfillAsync(new()
        {
            Status = 400,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = "*" },
            Body = """{"error":"invalid_grant"}""",
        }));
        await Expect.VisibleAsync(visit.Text("Your session has expired"));
        await Expect.ValueAsync(visit.Field("Value"), "\"unsaved\"");
        await visit.Page.UnrouteAllAsync();

        await visit.Button("Sign in").First.ClickAsync();
        await Expect.ValueAsync(visit.Field("Value"), "\"unsaved\"");
        await visit.Button("Save").ClickAsync();
        await Expect.VisibleAsync(visit.Saved);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Events", Exact = true }).ClickAsync();
        await Expect.ValueAsync(visit.Field("Subject optional"), subject);
    }

    [SkippableFact]
    public async Task A_reader_is_offered_nothing_that_writes()
    {
        await using var visit = await site.VisitAsync(user: "reader");
        var key = Unique("read-only");
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync($"/keys/{key}");
        await Expect.VisibleAsync(visit.Page.Locator(".card pre"));
        await Expect.VisibleAsync(visit.Text("Created"));
        foreach (var name in (string[])["New key", "Save", "Delete", "Restore this version"])
        {
            await Expect.CountAsync(visit.Button(name), 0);
        }
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Events", Exact = true }).ClickAsync();
        await Expect.VisibleAsync(visit.Page.Locator("details.event").First);
        await Expect.CountAsync(visit.Button("Send"), 0);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "System" }).ClickAsync();
        await Expect.VisibleAsync(visit.Page.Locator(".at-api.healthy"));
        await Expect.CountAsync(visit.Button("Send a test event"), 0);
        await Expect.CountAsync(visit.Heading("Dead letters"), 0);
    }
}
