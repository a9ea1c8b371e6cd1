using System.Net;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Web;

/// <summary>User stories of the site, run against each way of serving it.</summary>
public abstract class WebStories(WebSite site)
{
    protected WebSite Site => site;

    /// <summary>A name for one test: the tests share the system.</summary>
    static string Unique(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)];

    [SkippableFact]
    public async Task A_key_is_created_edited_deleted_and_restored()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("story");
        await visit.Page.GotoAsync("/keys");
        await visit.Button("New key").ClickAsync();
        await visit.Field("Key").FillAsync(key);
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Value").FillAsync("""{"n":12345678901234567890}""");
        await visit.Button("Create").ClickAsync();
        await Expect.VisibleAsync(visit.Heading(key));
        await Expect.VisibleAsync(visit.Text("Created"));

        await visit.Field("Value").FillAsync("""{"n":12345678901234567891}""");
        await visit.Button("Save").ClickAsync();
        await Expect.VisibleAsync(visit.Saved);
        // The number is as it was typed, not as JavaScript rounds it.
        await Expect.VisibleAsync(visit.Page.Locator(".line.removed", new() { HasText = "12345678901234567890" }));
        await Expect.VisibleAsync(visit.Page.Locator(".line.added", new() { HasText = "12345678901234567891" }));

        await visit.Button("Delete").ClickAsync();
        await Expect.VisibleAsync(visit.Text("Key not found"));
        Assert.Equal(HttpStatusCode.NotFound, (await site.Http.GetAsync($"/api/kv/{key}")).StatusCode);
        await visit.Button("Undo").ClickAsync();
        await Expect.VisibleAsync(visit.Text($"Restored {key}"));
        Assert.Equal("""{"n":12345678901234567891}""", await site.Http.GetStringAsync($"/api/kv/{key}"));
        await Expect.CountAsync(visit.Page.Locator(".version"), 4);
    }

    [SkippableTheory]
    [InlineData("Keep mine", "\"mine\"")]
    [InlineData("Take theirs", "\"theirs\"")]
    public async Task A_conflicting_write_shows_both_values_and_offers_both(string choice, string result)
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("conflict");
        using var first = await site.Api.PutAsync(key, "\"first\"");
        await visit.Page.GotoAsync($"/keys/{key}");
        await visit.Field("Value").FillAsync("\"mine\"");
        using var second = await site.Api.PutAsync(key, "\"theirs\"");

        // Before the page has polled the new value: the API refuses, and the page shows why.
        await visit.Button("Save").ClickAsync();
        await Expect.VisibleAsync(visit.Text("This value has changed while you were editing."));
        await Expect.VisibleAsync(visit.Page.Locator(".conflict .line.removed", new() { HasText = "theirs" }));
        await Expect.VisibleAsync(visit.Page.Locator(".conflict .line.added", new() { HasText = "mine" }));
        await visit.Button(choice).ClickAsync();
        if (choice == "Keep mine")
        {
            await visit.Button("Save").ClickAsync();
            await Expect.VisibleAsync(visit.Saved);
        }

        await Expect.ValueAsync(visit.Field("Value"), result);
        Assert.Equal(result, await site.Http.GetStringAsync($"/api/kv/{key}"));
    }

    [SkippableFact]
    public async Task Keys_are_filtered_by_prefix_page_by_page()
    {
        await using var visit = await site.VisitAsync();
        var prefix = Unique("many");
        await Parallel.ForAsync(0, 60, async (i, _) => (await site.Api.PutAsync($"{prefix}:{i:00}", "1")).Dispose());
        await visit.Page.GotoAsync("/keys");
        await visit.Field("Filter by prefix").PressSequentiallyAsync(prefix);
        await visit.Page.WaitForURLAsync(url => url.EndsWith($"prefix={prefix}", StringComparison.Ordinal));
        await Expect.VisibleAsync(visit.Text("50 keys shown"));
        await visit.Button("Show more").ClickAsync();
        await Expect.VisibleAsync(visit.Page.GetByText("60 keys", new() { Exact = true }).Last);
        await visit.Field("Filter by prefix").BlurAsync();
        await visit.Field("Filter by prefix").FillAsync($"{prefix}:1");
        await Expect.CountAsync(visit.Page.Locator(".key-name"), 10);
        await visit.Field("Filter by prefix").FillAsync($"{prefix}:x");
        await Expect.VisibleAsync(visit.Text("No matching keys"));
        // All that was typed in one visit of the field is one step; here were two visits.
        await visit.Page.GoBackAsync();
        await Expect.ValueAsync(visit.Field("Filter by prefix"), prefix);
        await visit.Page.GoBackAsync();
        await Expect.ValueAsync(visit.Field("Filter by prefix"), "");
    }

    [SkippableFact]
    public async Task A_json_mistake_is_located_and_not_sent()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("mistake");
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync($"/keys/{key}");
        await visit.Field("Value").FillAsync("{\n  \"a\": 1\n  \"b\": 2\n}");
        await Expect.VisibleAsync(visit.Text("Line 3, column 3: A comma is missing"));
        await Assertions.Expect(visit.Button("Save")).ToBeDisabledAsync();
    }

    [SkippableFact]
    public async Task An_event_is_sent_followed_until_it_is_processed_and_found_in_the_log()
    {
        await using var visit = await site.VisitAsync();
        var subject = Unique("subject");
        await visit.Page.GotoAsync("/events");
        await visit.Field("Type").FillAsync("browser.test");
        await visit.Field("Subject optional").FillAsync(subject);
        await visit.Button("Send").ClickAsync();
        await Expect.VisibleAsync(visit.Page.Locator(".sent .steps.done"));
        await Expect.VisibleAsync(visit.Page.Locator(".sent .latency"));
        await Expect.VisibleAsync(visit.Page.Locator("details.event", new() { HasText = subject }));

        await visit.Field("Filter by subject").FillAsync(subject);
        await Expect.CountAsync(visit.Page.Locator("details.event"), 1);
        await visit.Page.Locator("details.event summary").ClickAsync();
        await Expect.VisibleAsync(visit.Page.Locator(".event-details", new() { HasText = "\"amount\": 42" }));
        await visit.Field("Filter by subject").FillAsync($"{subject}-not");
        await Expect.VisibleAsync(visit.Text("No matching events"));
    }

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
    public async Task Dead_letters_are_shown_with_their_reason_and_replayed()
    {
        // On a phone, where a long line has the least room.
        await using var visit = await site.VisitAsync(width: 360);
        var subject = Unique("revived");
        var poison = $"{Unique("no event")} {new string('x', 200)}";
        await site.PutIntoQueueAsync(ResourceNames.Ingress, poison);
        // A valid event: the Consumer can record it, as after a bug in it was fixed.
        await site.PutIntoQueueAsync(
            ResourceNames.IngressDeadLetters,
            $$"""{"specversion":"1.0","id":"{{subject}}","source":"/test","type":"browser.test","subject":"{{subject}}","time":"2026-01-01T00:00:00Z","data":1}""");
        await Eventually.TrueAsync(
            async () => (await site.Http.GetStringAsync("/api/dead-letters")) is var letters && letters.Contains(poison[..20], StringComparison.Ordinal) && letters.Contains(subject, StringComparison.Ordinal),
            () => "both are dead letters", seconds: 90);

        await visit.Page.GotoAsync("/");
        var letters = visit.Page.Locator(".letter");
        var (dead, revived) = (letters.Filter(new() { HasText = poison[..20] }), letters.Filter(new() { HasText = subject }));
        await Expect.VisibleAsync(dead.Locator(".reason"));
        await Expect.VisibleAsync(revived.Locator("pre"));
        await Expect.HiddenAsync(dead.Locator("pre"));
        await dead.Locator("summary").ClickAsync();
        await Expect.VisibleAsync(dead.Locator("pre"));
        Assert.Equal(poison, await dead.Locator("pre").InnerTextAsync());
        await AssertIsAccessibleAndFitsAsync(visit.Page, "/", 360);

        await visit.Button("Replay all").ClickAsync();
        await Expect.VisibleAsync(visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 dead letter replayed; 1 remaining, each with its reason." }));
        await Expect.CountAsync(revived, 0);
        await Expect.CountAsync(dead, 1);
        await dead.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect.VisibleAsync(visit.Text("None could be replayed; 1 remaining, each with its reason."));
        await dead.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await Expect.VisibleAsync(dialog.GetByText("Discard this dead letter?"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Discard" }).ClickAsync();
        await Expect.CountAsync(dead, 0);
        await visit.Page.GotoAsync($"/events?subject={subject}");
        await Expect.CountAsync(visit.Page.Locator("details.event"), 1);
    }

    [SkippableFact]
    public async Task Where_the_api_does_not_offer_dead_letters_the_command_line_is_shown()
    {
        await using var visit = await site.VisitAsync();
        var asked = 0;
        await visit.Page.RouteAsync("**/api/dead-letters?*", route =>
        {
            asked++;
            return route.FulfillAsync(new() { Status = 404, ContentType = "application/problem+json", Body = """{"type":"/api/problems/none"}""" });
        });
        await visit.Page.GotoAsync("/");
        await Expect.VisibleAsync(visit.Page.Locator(".at-log.healthy"));
        await Eventually.TrueAsync(() => Task.FromResult(asked == 1), () => "dead letters asked for");
        await Expect.VisibleAsync(visit.Text("dead-letters show --at"));
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

    [SkippableFact]
    public async Task A_deep_link_opens_and_survives_a_reload()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("deep.link");
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync($"/keys/{key}?prefix=deep");
        await Expect.VisibleAsync(visit.Heading(key));
        await visit.Page.ReloadAsync();
        await Expect.VisibleAsync(visit.Heading(key));
        await visit.Page.GotoAsync("/nowhere/at/all");
        await Expect.VisibleAsync(visit.Text("Page not found"));
    }

    [SkippableFact]
    public async Task The_keyboard_is_enough_and_the_focus_follows()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("0-keyboard");
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync($"/keys?prefix={key}");
        await Expect.CountAsync(visit.Page.Locator(".key-name"), 1);
        await visit.Page.Keyboard.PressAsync("/");
        await Assertions.Expect(visit.Field("Filter by prefix")).ToBeFocusedAsync();
        await visit.Page.Locator(".row").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect.VisibleAsync(visit.Heading(key));
        await Assertions.Expect(visit.Heading(key)).ToBeFocusedAsync();
        await visit.Field("Value").FillAsync("2");
        await visit.Page.Keyboard.PressAsync("Control+s");
        await Expect.VisibleAsync(visit.Saved);
        Assert.Equal("2", await site.Http.GetStringAsync($"/api/kv/{key}"));
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
            await Expect.VisibleAsync(visit.Page.Locator(content).First);
            await AssertIsAccessibleAndFitsAsync(visit.Page, path, width);
        }
    }

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

    static async Task AssertIsAccessibleAndFitsAsync(IPage page, string path, int width)
    {
        var found = await page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{path}: {violation.Id} {violation.Nodes[0].Html}"));
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}");
    }
}
