using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Web;

// Stories of events and dead letters.
public abstract partial class WebStories
{
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
        await Expect.VisibleAsync(visit.Page.GetByRole(AriaRole.Status).Filter(new()
        {
            // Other tests may have left dead letters too.
            HasTextRegex = Replayed(),
        }));
        await Expect.CountAsync(revived, 0);
        await Expect.CountAsync(dead, 1);
        await dead.GetByRole(AriaRole.Button, new() { Name = "Replay" }).ClickAsync();
        await Expect.VisibleAsync(visit.Text("None could be replayed; "));
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

    [GeneratedRegex("[1-9][0-9]* dead letters? replayed; [1-9][0-9]* remaining, each with its reason.")]
    private static partial Regex Replayed();
}
