using System.Net;
using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

// Stories of keys and values.
public abstract partial class WebStories
{
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
        await Expect.VisibleAsync(visit.Text("50 of 60 keys shown"));
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
}
