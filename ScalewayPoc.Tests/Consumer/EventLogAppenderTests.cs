using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.ServiceDefaults;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class EventLogAppenderTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task Calls_that_come_while_statements_run_share_the_next_one()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await using var app = await ComposeAsync(setup);
        var appender = app.Services.GetRequiredService<EventLogAppender>();

        var calls = await AppendWhileLockedAsync(setup, () => Enumerable.Range(0, 30).Select(i => appender.AppendAsync([TestEvents.Incoming($"e{i}")], default)));

        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(1, result.Added));
        // The first two started at once, each for itself.
        Assert.Equal(3, await setup.CountAsync("(select distinct xmin::text from event_log) as statements"));
    }

    [Fact]
    public async Task An_event_that_is_refused_concerns_its_own_call_only()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await using var app = await ComposeAsync(setup);
        var appender = app.Services.GetRequiredService<EventLogAppender>();
        var bad = TestEvents.Incoming("bad", "{not json");

        var calls = await AppendWhileLockedAsync(setup, () => Enumerable.Range(0, 8)
            .Select(i => appender.AppendAsync(i == 5 ? [TestEvents.Incoming("e5"), bad] : [TestEvents.Incoming($"e{i}")], default)));

        var results = await Task.WhenAll(calls);
        Assert.Equal([bad], results[5].Refused.Keys);
        Assert.All(results.Where((_, i) => i != 5), result => Assert.Empty(result.Refused));
        Assert.All(results, result => Assert.Equal(1, result.Added));
    }

    [Fact]
    public async Task Duplicates_of_joined_calls_are_counted_once()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await using var app = await ComposeAsync(setup);
        var appender = app.Services.GetRequiredService<EventLogAppender>();

        var calls = await AppendWhileLockedAsync(setup, () => Enumerable.Range(0, 12).Select(i => appender.AppendAsync([TestEvents.Incoming($"e{i % 5}")], default)));

        Assert.Equal(5, (await Task.WhenAll(calls)).Sum(result => result.Added));
        Assert.Equal(5, await setup.CountAsync());
    }

    [Fact]
    public async Task A_call_that_is_canceled_does_not_cancel_those_that_share_its_statement()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await using var app = await ComposeAsync(setup);
        var appender = app.Services.GetRequiredService<EventLogAppender>();
        using var canceled = new CancellationTokenSource();
        List<Task<AppendResult>> calls;

        await using (await setup.LockLogAsync())
        {
            calls = [.. Enumerable.Range(0, 6).Select(i => appender.AppendAsync([TestEvents.Incoming($"e{i}")], i % 2 == 0 ? canceled.Token : default))];
            await setup.InsertWaitsAsync();
            await canceled.CancelAsync();
            foreach (var call in calls.Where((_, i) => i % 2 == 0))
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            }
        }

        Assert.Equal(3, (await Task.WhenAll(calls.Where((_, i) => i % 2 == 1))).Sum(result => result.Added));
    }

    [Fact]
    public async Task A_statement_that_no_call_waits_for_is_canceled()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        await using var app = await ComposeAsync(setup);
        var appender = app.Services.GetRequiredService<EventLogAppender>();
        using var canceled = new CancellationTokenSource();

        await using (await setup.LockLogAsync())
        {
            var call = appender.AppendAsync([TestEvents.Incoming("e")], canceled.Token);
            await setup.InsertWaitsAsync();
            await canceled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await setup.NoInsertWaitsAsync();
        }

        Assert.Equal(0, await setup.CountAsync());
    }

    /// <summary>Begins calls while no statement can end; returns after the lock has been released.</summary>
    static async Task<List<Task<AppendResult>>> AppendWhileLockedAsync(ConsumerSetup setup, Func<IEnumerable<Task<AppendResult>>> begin)
    {
        await using (await setup.LockLogAsync())
        {
            List<Task<AppendResult>> calls = [.. begin()];
            await setup.InsertWaitsAsync();
            return calls;
        }
    }

    static async Task<WebApplication> ComposeAsync(ConsumerSetup setup)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:events"] = setup.ConnectionString;
        builder.AddServiceDefaults();
        builder.AddEventLog();
        var app = builder.Build();
        await app.Services.GetRequiredService<EventLogSchema>().MigrateAsync(default);
        return app;
    }
}
