using System.Net;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Web;

/// <summary>What people do on the site, in each way that it is run.</summary>
public abstract class WebStories(WebSite site)
{
    protected WebSite Site => site;

    /// <summary>Names of its own for each test: they share the system.</summary>
    static string Unique(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)];

    [SkippableFact]
    public async Task A_key_is_created_edited_deleted_and_brought_back()
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
        await Expect.VisibleAsync(visit.Text("This key has no value"));
        Assert.Equal(HttpStatusCode.NotFound, (await site.Http.GetAsync($"/api/kv/{key}")).StatusCode);
        await visit.Button("Undo").ClickAsync();
        await Expect.VisibleAsync(visit.Text($"{key} is back."));
        Assert.Equal("""{"n":12345678901234567891}""", await site.Http.GetStringAsync($"/api/kv/{key}"));
        await Expect.CountAsync(visit.Page.Locator(".version"), 4);
    }

    [SkippableTheory]
    [InlineData("Keep mine", "\"mine\"")]
    [InlineData("Take theirs", "\"theirs\"")]
    public async Task Who_was_overtaken_while_editing_sees_both_and_chooses(string choice, string result)
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("conflict");
        using var first = await site.Api.PutAsync(key, "\"first\"");
        await visit.Page.GotoAsync($"/keys/{key}");
        await visit.Field("Value").FillAsync("\"mine\"");
        using var second = await site.Api.PutAsync(key, "\"theirs\"");

        // At once, before the page has noticed by itself: the API refuses, and the page shows why.
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
    public async Task Keys_are_found_by_their_beginning_page_by_page()
    {
        await using var visit = await site.VisitAsync();
        var prefix = Unique("many");
        await Parallel.ForAsync(0, 60, async (i, _) => (await site.Api.PutAsync($"{prefix}:{i:00}", "1")).Dispose());
        await visit.Page.GotoAsync("/keys");
        await visit.Field("Keys that begin with").PressSequentiallyAsync(prefix);
        await Expect.CountAsync(visit.Page.Locator(".key-name"), 50);
        await visit.Button("Show more").ClickAsync();
        await Expect.CountAsync(visit.Page.Locator(".key-name"), 60);
        await visit.Field("Keys that begin with").FillAsync($"{prefix}:1");
        await Expect.CountAsync(visit.Page.Locator(".key-name"), 10);
        await visit.Field("Keys that begin with").FillAsync($"{prefix}:x");
        await Expect.VisibleAsync(visit.Text("No key begins with this"));
    }

    [SkippableFact]
    public async Task A_mistake_in_json_is_shown_where_it_is_and_not_sent()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("mistake");
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync($"/keys/{key}");
        await visit.Field("Value").FillAsync("{\n  \"a\": 1\n  \"b\": 2\n}");
        await Expect.VisibleAsync(visit.Text("Line 3, column 3: A comma is missing."));
        await Assertions.Expect(visit.Button("Save")).ToBeDisabledAsync();
    }

    [SkippableFact]
    public async Task An_event_is_sent_watched_until_it_is_processed_and_found_in_the_log()
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

        await visit.Field("Subject is exactly").FillAsync(subject);
        await Expect.CountAsync(visit.Page.Locator("details.event"), 1);
        await visit.Page.Locator("details.event summary").ClickAsync();
        await Expect.VisibleAsync(visit.Page.Locator(".event-details", new() { HasText = "\"amount\": 42" }));
        await visit.Field("Subject is exactly").FillAsync($"{subject}-not");
        await Expect.VisibleAsync(visit.Text("No event is like this"));
    }

    [SkippableFact]
    public async Task The_system_page_shows_how_everything_is()
    {
        await using var visit = await site.VisitAsync();
        await site.Api.SendEventAsync("browser.test", "system", "1");
        await visit.Page.GotoAsync("/");
        await Expect.CountAsync(visit.Page.Locator(".dependencies li.up"), 3);
        await Expect.CountAsync(visit.Page.Locator(".stage.up"), 5);
        await Expect.VisibleAsync(visit.Page.GetByRole(AriaRole.Img, new() { NameString = "in 10 minutes: median" }));
    }

    [SkippableFact]
    public async Task Dead_letters_are_shown_with_their_reason_and_replayed()
    {
        // On a phone, where a long line has the least room.
        await using var visit = await site.VisitAsync(width: 360);
        var subject = Unique("revived");
        var poison = $"{Unique("no event")} {new string('x', 200)}";
        await site.PutIntoQueueAsync(ResourceNames.Ingress, poison);
        // What the Consumer understands by now, as after a mistake in it was mended.
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

        await visit.Button("Replay").ClickAsync();
        await Expect.VisibleAsync(visit.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "1 dead letter replayed; 1 left, with the reason." }));
        await Expect.CountAsync(revived, 0);
        await Expect.CountAsync(dead, 1);
        await visit.Page.GotoAsync($"/events?subject={subject}");
        await Expect.CountAsync(visit.Page.Locator("details.event"), 1);
    }

    [SkippableFact]
    public async Task Where_the_api_shows_no_dead_letters_the_page_does_not_either()
    {
        await using var visit = await site.VisitAsync();
        var asked = 0;
        await visit.Page.RouteAsync("**/api/dead-letters?*", route =>
        {
            asked++;
            return route.FulfillAsync(new() { Status = 404, ContentType = "application/problem+json", Body = """{"type":"/api/problems/none"}""" });
        });
        await visit.Page.GotoAsync("/");
        await Expect.CountAsync(visit.Page.Locator(".dependencies li.up"), 3);
        await Eventually.TrueAsync(() => Task.FromResult(asked == 1), () => "dead letters asked for");
        await Expect.CountAsync(visit.Heading("Dead letters"), 0);
    }

    [SkippableFact]
    public async Task Offline_says_so_keeps_what_it_has_and_comes_back_by_itself()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("offline");
        using var first = await site.Api.PutAsync(key, "\"before\"");
        await visit.Page.GotoAsync($"/keys/{key}");
        await Expect.ValueAsync(visit.Field("Value"), "\"before\"");
        await visit.Context.SetOfflineAsync(true);
        await Expect.VisibleAsync(visit.Text("Offline."));
        await Expect.ValueAsync(visit.Field("Value"), "\"before\"");
        using var second = await site.Api.PutAsync(key, "\"after\"");
        await visit.Context.SetOfflineAsync(false);
        await Expect.HiddenAsync(visit.Text("Offline."));
        await Expect.ValueAsync(visit.Field("Value"), "\"after\"");
    }

    [SkippableFact]
    public async Task A_failing_dependency_is_named_and_asked_again()
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
        await Expect.VisibleAsync(visit.Text("'events' is not available."));
        await visit.Page.UnrouteAllAsync();
        await Expect.HiddenAsync(visit.Text("'events' is not available."));
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
        await Expect.VisibleAsync(visit.Text("There is no such page"));
    }

    [SkippableFact]
    public async Task The_keyboard_is_enough_and_the_focus_follows()
    {
        await using var visit = await site.VisitAsync();
        var key = Unique("0-keyboard");
        using var written = await site.Api.PutAsync(key, "1");
        await visit.Page.GotoAsync($"/keys?prefix={key}");
        await Expect.CountAsync(visit.Page.Locator(".key-name"), 1);
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
            ("/", ".stage"), ("/keys", ".row"), ($"/keys/{key}", ".version:nth-child(3) .line"), ("/events", "details.event"), ("/nowhere", ".empty"),
        })
        {
            await visit.Page.GotoAsync(path);
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
