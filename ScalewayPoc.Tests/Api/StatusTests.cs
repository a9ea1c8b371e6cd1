using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ScalewayPoc.Api;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Status;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Api;

public sealed class StatusTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task The_status_names_every_dependency_and_what_waits()
    {
        var api = await _setup.StartApiAsync(("Dashboard__Url", "http://dashboard.test"));
        await _setup.Sqs.SendMessageAsync(_setup.QueueUrl, "1");
        await _setup.Sqs.SendMessageAsync(_setup.QueueUrl, "2");
        await _setup.Sqs.SendMessageAsync(_setup.QueueUrl.Replace("/ingress", "/ingress-dlq", StringComparison.Ordinal), "3");

        var status = await AwaitAsync(api, "redis up", "events unknown", "ingress up");

        Assert.Equal(0, status["waiting"]!.GetValue<long>());
        Assert.Equal(0, status["inFlight"]!.GetValue<long>());
        Assert.Equal(0, status["oldestInFlightSeconds"]!.GetValue<double>());
        Assert.Equal(2, status["queueDepth"]!.GetValue<long>());
        Assert.Equal(1, status["deadLetters"]!.GetValue<long>());
        Assert.Null(status["lastSequence"]);
        Assert.Equal("http://dashboard.test", status["dashboard"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_last_sequence_is_that_of_the_last_accepted_event()
    {
        var api = await _setup.StartApiAsync();
        var sequence = (await api.PutAsync("/api/kv/a", "1")).Is(HttpStatusCode.Created)["sequence"];

        var status = await AwaitAsync(api, "redis up", "events unknown", "ingress up");

        Assert.Equal(sequence, status["lastSequence"]!.GetValue<string>());
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_oldest_event_is_the_oldest_that_is_not_in_the_log()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log, "values ('logged', 1, 'order.placed', null, '/scalewaypoc/api', '1'::json)");
        await AddInFlightAsync("logged", TimeSpan.FromMinutes(10));
        await AddInFlightAsync("missing", TimeSpan.FromMinutes(5));
        var api = await _setup.StartApiAsync();

        var behind = (await api.GetAsync("/api/status")).Is(HttpStatusCode.OK).Json;
        Assert.InRange(behind["oldestInFlightSeconds"]!.GetValue<double>(), 299, 599);

        await EventLogTable.InsertAsync(_setup.Log, "values ('missing', 2, 'order.placed', null, '/scalewaypoc/api', '1'::json)");
        await Eventually.GetAsync(
            async () => (await api.GetAsync("/api/status")).Json["oldestInFlightSeconds"]?.GetValue<double>(), age => age == 0, MaxWait, "delivered");
    }

    [Fact]
    public async Task An_event_that_is_pruned_meanwhile_does_not_lend_its_age()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await using var api = await InProcessServer<ApiJsonContext>.StartAsync(_setup.Connections);
        var backlog = await api.Services.GetRequiredService<InFlightEvents>().GetBacklogAsync(default);
        await AddInFlightAsync("missing", TimeSpan.FromMinutes(5));

        // As if there had been an older one when the backlog was read.
        var age = await api.Services.GetRequiredService<DeliveryDelay>().GetAsync(backlog with { InFlightAge = TimeSpan.FromMinutes(10) }, default);

        Assert.InRange(age.TotalSeconds, 299, 599);
    }

    async Task AddInFlightAsync(string id, TimeSpan age)
    {
        var accepted = DateTimeOffset.UtcNow - age;
        await _setup.Redis.HashSetAsync(RedisKeys.InFlightEvents, id, $"{1:D16}0order.placed\n{accepted:O}\n");
        await _setup.Redis.SortedSetAddAsync(RedisKeys.InFlight, id, accepted.ToUnixTimeMilliseconds() * 1000.0);
    }

    [Fact]
    public async Task A_dependency_that_is_down_is_named_with_a_reason()
    {
        var api = await _setup.StartApiAsync();
        await AwaitAsync(api, "redis up", "events unknown", "ingress up");
        _setup.RedisRelay.Close();
        _setup.QueueRelay.Close();

        var status = await AwaitAsync(api, "redis down", "events unknown", "ingress down");

        Assert.All(status["dependencies"]!.AsArray(), dependency =>
            Assert.Equal(dependency!["state"]!.GetValue<string>() == "down", dependency["reason"] is not null));
        Assert.Null(status["waiting"]);
        Assert.Null(status["queueDepth"]);
        Assert.Null(status["dashboard"]);
    }

    [Fact]
    public async Task The_status_does_not_use_the_database_and_shows_its_last_use()
    {
        _setup.PostgresRelay.Close();
        var api = await _setup.StartApiAsync();
        await AwaitAsync(api, "redis up", "events unknown", "ingress up");

        (await api.GetAsync("/api/events")).Is(HttpStatusCode.ServiceUnavailable);
        await AwaitAsync(api, "redis up", "events down", "ingress up");

        _setup.PostgresRelay.Open();
        (await api.GetAsync("/api/events")).Is(HttpStatusCode.OK);
        var up = await AwaitAsync(api, "redis up", "events up", "ingress up");
        var connections = _setup.PostgresRelay.Connections;
        _setup.RedisRelay.Close();
        var later = await AwaitAsync(api, "redis down", "events up", "ingress up");
        Assert.Equal(LastUse(up), LastUse(later));
        Assert.Equal(connections, _setup.PostgresRelay.Connections);
    }

    [Fact]
    public async Task A_cached_value_is_read_once_per_lifetime_and_a_failure_is_not_kept()
    {
        var clock = new FakeTimeProvider();
        var reads = 0;
        var pending = new TaskCompletionSource<int>();
        var cached = new CachedValue<int>(TimeSpan.FromSeconds(2), clock, () =>
        {
            Interlocked.Increment(ref reads);
            return pending.Task;
        });

        var shared = Enumerable.Range(0, 10).Select(_ => cached.GetAsync(default)).ToList();
        pending.SetResult(1);
        Assert.All(await Task.WhenAll(shared), value => Assert.Equal(1, value));
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(1, await cached.GetAsync(default));
        Assert.Equal(1, reads);

        pending = new();
        pending.SetException(new InvalidOperationException("fault"));
        clock.Advance(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => cached.GetAsync(default));
        pending = new();
        pending.SetResult(2);
        Assert.Equal(2, await cached.GetAsync(default));
        Assert.Equal(3, reads);
    }

    [Fact]
    public async Task Statistics_count_events_by_interval_and_type_with_their_latency()
    {
        var api = await _setup.StartApiAsync();
        var empty = (await api.GetAsync("/api/events/statistics?minutes=1")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(0, empty["count"]!.GetValue<long>());
        Assert.Null(empty["latency"]);
        Assert.Equal(1, empty["intervalSeconds"]!.GetValue<int>());

        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.ExecuteAsync(_setup.Log, """
            insert into event_log (id, sequence, type, source, time, recorded_at)
            select 'e' || i, extract(epoch from at) * 1000000, case when i <= 75 then 'order.placed' else 'order.sent' end, '/s', at, at + i * interval '1 ms'
            from (select i, date_trunc('second', now()) - case when i = 100 then interval '2 hours' else interval '5 seconds' end as at from generate_series(1, 100) as i) as row
            """);
        var hour = (await api.GetAsync("/api/events/statistics?minutes=60")).Is(HttpStatusCode.OK).Json;
        Assert.Equal((60, 99L), (hour["intervalSeconds"]!.GetValue<int>(), hour["intervals"]!.AsArray().Max(interval => interval!.GetValue<long>())));
        var statistics = (await api.GetAsync("/api/events/statistics")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(99, statistics["count"]!.GetValue<long>());
        Assert.Equal(50, statistics["latency"]!["p50"]!.GetValue<double>(), 1.0);
        Assert.Equal(94, statistics["latency"]!["p95"]!.GetValue<double>(), 1.0);
        Assert.Equal(60, statistics["intervals"]!.AsArray().Count);
        Assert.Equal(99, statistics["intervals"]!.AsArray().Max(interval => interval!.GetValue<long>()));
        Assert.Equal(50, Assert.Single(statistics["intervalLatencies"]!.AsArray(), latency => latency is not null)!["p50"]!.GetValue<double>(), 1.0);
        Assert.Equal("""[{"type":"order.placed","count":75},{"type":"order.sent","count":24}]""", statistics["types"]!.ToJsonString());
    }

    static async Task<JsonNode> AwaitAsync(TestApi api, params string[] states)
    {
        var answer = await Eventually.GetAsync(
            () => api.GetAsync("/api/status"), answer => States(answer.Json).SequenceEqual(states), MaxWait, string.Join(", ", states));
        return answer.Is(HttpStatusCode.OK).Json;
    }

    static IEnumerable<string> States(JsonNode status) =>
        status["dependencies"]!.AsArray().Select(dependency => $"{dependency!["name"]} {dependency["state"]}");

    static string LastUse(JsonNode status) => status["dependencies"]![1]!["lastUsedAt"]!.GetValue<string>();
}
