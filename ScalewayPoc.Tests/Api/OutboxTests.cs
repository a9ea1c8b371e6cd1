using System.Globalization;
using System.Net;
using ScalewayPoc.Contracts;
using ScalewayPoc.Tests.Application;
using Xunit;

namespace ScalewayPoc.Tests.Api;

public sealed class OutboxTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task What_the_queue_has_taken_leaves_the_outbox()
    {
        var api = await _setup.StartApiAsync();
        var ids = await SendAsync(api, 100);
        Assert.Equal(ids, (await _setup.ReceiveAsync(100)).Keys.Order(StringComparer.Ordinal));
        await EmptyAsync();
    }

    [Fact]
    public async Task A_burst_of_the_largest_events_arrives()
    {
        var api = await _setup.StartApiAsync();
        var ids = await SendAsync(api, 40, Limits.DataBytes);
        Assert.Equal(ids, (await _setup.ReceiveAsync(40)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task While_the_queue_is_down_events_are_accepted_and_later_sent()
    {
        var api = await _setup.StartApiAsync();
        _setup.QueueRelay.Close();
        var ids = await SendAsync(api, 50);
        Assert.Equal(50, await _setup.Redis.SortedSetLengthAsync(RedisKeys.Outbox));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/health")).Status);

        _setup.QueueRelay.Open();
        Assert.Equal(ids, (await _setup.ReceiveAsync(50)).Keys.Order(StringComparer.Ordinal));
        await EmptyAsync();
    }

    [Fact]
    public async Task Above_the_bound_writes_are_refused_until_the_queue_is_back()
    {
        _setup.QueueRelay.Close();
        var api = await _setup.StartApiAsync(("Outbox__MaxEntries", "5"));
        await SendAsync(api, 5);

        var refused = (await api.PutAsync("/api/kv/refused", "1")).IsProblem(HttpStatusCode.ServiceUnavailable, "outbox-full");
        Assert.InRange(int.Parse(refused.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        (await api.GetAsync("/api/kv/refused")).Is(HttpStatusCode.NotFound);

        _setup.QueueRelay.Open();
        await _setup.ReceiveAsync(5);
        await Eventually.GetAsync(
            () => api.PutAsync("/api/kv/refused", "1"), answer => answer.Status is HttpStatusCode.Created or HttpStatusCode.Accepted, Patience, "Accepted again");
    }

    [Fact]
    public async Task What_a_killed_process_leaves_behind_another_one_sends()
    {
        _setup.QueueRelay.Close();
        var killed = await _setup.StartApiProcessAsync();
        var ids = await SendAsync(killed, 30);
        await killed.KillAsync();

        _setup.QueueRelay.Open();
        await _setup.StartApiAsync();
        Assert.Equal(ids, (await _setup.ReceiveAsync(30)).Keys.Order(StringComparer.Ordinal));
        await EmptyAsync();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_stopping_process_sends_what_it_has_accepted()
    {
        // No sweep, one request at a time and no waiting for it: most of the events still wait when the process is stopped.
        var api = await _setup.StartApiProcessAsync(
            ("Outbox__SweepAge", "01:00:00"), ("Outbox__Parallelism", "1"), ("Outbox__AcknowledgeTimeout", "00:00:00.001"));
        var ids = await SendAsync(api, 200);
        Assert.Equal(0, await api.StopAsync());
        await EmptyAsync();
        Assert.Equal(ids, (await _setup.ReceiveAsync(200)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_stopping_process_does_not_wait_for_a_queue_that_hangs()
    {
        var api = await _setup.StartApiProcessAsync(("Outbox__FlushTime", "00:00:01"));
        IReadOnlyList<string> ids;
        using (_setup.QueueRelay.Hold())
        {
            ids = await SendAsync(api, 20);
            Assert.Equal(0, await api.StopAsync());
        }
        await _setup.StartApiAsync();
        Assert.Equal(ids, (await _setup.ReceiveAsync(20)).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_event_that_the_queue_refuses_delays_no_other()
    {
        // No event that the API accepts is refused, so this one comes from elsewhere: a control character is not allowed.
        const string Poison = "{\"id\":\"poison\",\"specversion\":\"1.0\",\"source\":\"/\",\"type\":\"t\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":\"\u0001\"}";
        await _setup.Redis.HashSetAsync(RedisKeys.OutboxEnvelopes, "poison", Poison);
        await _setup.Redis.SortedSetAddAsync(RedisKeys.Outbox, "poison", 1);
        _setup.QueueRelay.Close();
        var api = await _setup.StartApiAsync();
        var ids = await SendAsync(api, 60);
        _setup.QueueRelay.Open();

        Assert.Equal(ids, (await _setup.ReceiveAsync(60)).Keys.Order(StringComparer.Ordinal));
        await DepthAsync(1);
        Assert.True(await _setup.Redis.HashExistsAsync(RedisKeys.OutboxEnvelopes, "poison"));
    }

    [Fact]
    public async Task Two_processes_lose_nothing()
    {
        var apis = await Task.WhenAll(_setup.StartApiAsync(), _setup.StartApiAsync());
        _setup.QueueRelay.Close();
        var down = await Task.WhenAll(apis.Select(api => SendAsync(api, 100)));
        var sending = Task.WhenAll(apis.Select(api => SendAsync(api, 50)));
        _setup.QueueRelay.Open();
        var ids = down.Concat(await sending).SelectMany(sent => sent).Order(StringComparer.Ordinal);
        Assert.Equal(ids, (await _setup.ReceiveAsync(300)).Keys.Order(StringComparer.Ordinal));
        await EmptyAsync();
    }

    [Fact]
    public async Task Sequence_numbers_are_unique_and_increase()
    {
        var api = await _setup.StartApiAsync();
        var previous = "";
        for (var i = 0; i < 20; i++)
        {
            var sequence = (await api.PutAsync("/api/kv/sequence", "1"))["sequence"];
            Assert.True(string.CompareOrdinal(previous, sequence) < 0);
            previous = sequence;
        }
        // A clock that was wrong must not put newer events before older ones.
        const string Future = "4102444800000000";
        await _setup.Redis.StringSetAsync(RedisKeys.Sequence, Future);
        Assert.Equal("4102444800000001", (await api.PutAsync("/api/kv/sequence", "1"))["sequence"]);
    }

    /// <summary>Sends events as a careful client does: what is answered 503 is repeated with the same Idempotency-Key.</summary>
    static async Task<IReadOnlyList<string>> SendAsync(TestApi api, int count, int bytes = 20)
    {
        var body = $$"""{"type":"test.sent","data":"{{new string('x', bytes - 2)}}"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ =>
        {
            var key = ("Idempotency-Key", Guid.NewGuid().ToString());
            return Eventually.GetAsync(
                () => api.PostAsync("/api/events", body, key), answer => answer.Status == HttpStatusCode.Accepted, Patience, "Accepted");
        }));
        return [.. answers.Select(answer => answer["id"]).Order(StringComparer.Ordinal)];
    }

    async Task EmptyAsync()
    {
        await DepthAsync(0);
        Assert.Equal(0, await _setup.Redis.HashLengthAsync(RedisKeys.OutboxEnvelopes));
    }

    async Task DepthAsync(int expected) => await Eventually.GetAsync(
        () => _setup.Redis.SortedSetLengthAsync(RedisKeys.Outbox), depth => depth == expected, Patience, $"{expected} in the outbox");
}
