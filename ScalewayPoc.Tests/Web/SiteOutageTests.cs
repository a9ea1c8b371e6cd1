using Microsoft.Playwright;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Web;

/// <summary>What the site shows while parts of the system are away; it needs a system of its own.</summary>
[Trait("Category", "Slow")]
public sealed class SiteOutageTests(BuiltSite site) : IClassFixture<BuiltSite>
{
    /// <summary>The page reports it within 15 seconds, and its end without a reload.</summary>
    [SkippableTheory]
    [InlineData(ResourceNames.Redis, "redis", "Unreachable")]
    [InlineData("queues", "queue", "Unreachable")]
    [InlineData("postgres", "log", "Unreachable")]
    [InlineData(ResourceNames.Api, "api", "Unreachable")]
    [InlineData(ResourceNames.Consumer, "consumer", "Not delivering")]
    public async Task A_stopped_resource_is_reported_and_its_recovery_too(string resource, string part, string state)
    {
        await using var visit = await site.VisitAsync();
        await site.Api.SendEventAsync("browser.test", "fault", "1");
        await visit.Page.GotoAsync("/");
        var node = visit.Page.Locator($".at-{part}");
        await Expect.VisibleAsync(visit.Page.Locator($".at-{part}.healthy"));
        try
        {
            await site.RunCommandAsync(resource, KnownResourceCommands.StopCommand);
            if (part == "log")
            {
                // The database is not polled: its state is that of its last use.
                using var used = await site.Http.GetAsync("/api/events");
            }
            else if (part == "consumer")
            {
                // No heartbeat: it is judged by the events that wait.
                await site.Api.SendEventAsync("browser.test", "waiting", "1");
            }
            await Assertions.Expect(node).ToContainTextAsync(state, new() { Timeout = 15_000 });
        }
        finally
        {
            await site.RunCommandAsync(resource, KnownResourceCommands.StartCommand);
        }
        await Assertions.Expect(node).ToContainTextAsync("Healthy", new() { Timeout = 60_000 });
    }
}
