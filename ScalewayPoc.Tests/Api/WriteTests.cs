using System.Globalization;
using System.Net;
using ScalewayPoc.Contracts;
using ScalewayPoc.Tests.Consumer;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Api;

/// <summary>What a status of a write promises, and what Redis keeps of it.</summary>
public sealed class WriteTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task Success_means_that_the_queue_has_acknowledged_the_event()
    {
        var api = await _setup.StartApiAsync();

        var put = (await api.PutAsync("/api/kv/a", "1")).Is(HttpStatusCode.Created);
        Assert.Equal("queued", put["state"]);
        Assert.Equal(1, await DepthAsync());
        (await api.DeleteAsync("/api/kv/a")).Is(HttpStatusCode.NoContent);
        Assert.Equal(2, await DepthAsync());
        Assert.Equal("queued", (await api.PostAsync("/api/events", """{"type":"t","data":1}""")).Is(HttpStatusCode.Accepted)["state"]);
        Assert.Equal(3, await DepthAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_an_acknowledgement_the_response_is_202_accepted(bool hangs)
    {
        var api = await _setup.StartApiAsync(("Outbox__AcknowledgeTimeout", "00:00:00.2"));
        // 201 or, on a busy machine, 202.
        await api.PutAsync("/api/kv/old", "1");
        using var hold = hangs ? _setup.QueueRelay.Hold() : null;
        if (!hangs)
        {
            _setup.QueueRelay.Close();
        }

        var put = (await api.PutAsync("/api/kv/a", "1")).Is(HttpStatusCode.Accepted);
        Assert.Equal("accepted", put["state"]);
        Assert.NotEmpty(put.ETag);
        Assert.Equal("1", (await api.GetAsync("/api/kv/a")).Body);
        var delete = (await api.DeleteAsync("/api/kv/old")).Is(HttpStatusCode.Accepted);
        Assert.Equal("accepted", delete["state"]);
        Assert.Contains(delete["eventId"], delete.Headers["Link"], StringComparison.Ordinal);
        Assert.Equal("accepted", (await api.PostAsync("/api/events", """{"type":"t","data":1}""")).Is(HttpStatusCode.Accepted)["state"]);
    }

    [Fact]
    public async Task Writes_that_wait_together_share_a_request_to_the_queue()
    {
        var api = await _setup.StartApiAsync(("Outbox__Parallelism", "1"), ("Outbox__AcknowledgeTimeout", "00:00:10"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => api.PutAsync($"/api/kv/k{i}", "1")));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.Created));
        Assert.Equal(100, (await _setup.ReceiveAsync(100)).Count);
    }

    [Fact]
    public async Task Entries_left_behind_are_sent_with_the_sequence_an_hour_ahead()
    {
        await _setup.Redis.StringSetAsync(RedisKeys.Sequence, InAnHour());
        _setup.QueueRelay.Close();
        var killed = await _setup.StartApiProcessAsync();
        var ids = await PutAsync(killed, 5);
        await killed.KillAsync();
        _setup.QueueRelay.Open();
        await _setup.StartApiAsync();

        Assert.Equal(ids, (await _setup.ReceiveAsync(5)).Keys.Order(StringComparer.Ordinal));
        await EmptyAsync(RedisKeys.Outbox);
    }

    [Fact]
    public async Task An_entry_of_an_earlier_version_is_sent_although_its_score_is_in_the_future()
    {
        const string Envelope = """{"sequence":"1","specversion":"1.0","id":"old","source":"/scalewaypoc/api","type":"t","time":"2026-01-01T00:00:00Z","data":1}""";
        await _setup.Redis.HashSetAsync(RedisKeys.OutboxEnvelopes, "old", Envelope);
        await _setup.Redis.SortedSetAddAsync(RedisKeys.Outbox, "old", double.Parse(InAnHour(), CultureInfo.InvariantCulture));
        await _setup.StartApiAsync();
        Assert.Equal(Envelope, (await _setup.ReceiveAsync(1))["old"]);
    }

    [Fact]
    public async Task A_sweep_that_fails_makes_health_unhealthy_and_recovers()
    {
        await _setup.Redis.ListLeftPushAsync(RedisKeys.OutboxSweep, "not a lease");
        var api = await _setup.StartApiAsync();
        var unhealthy = await Eventually.GetAsync(
            () => api.GetAsync("/health"), answer => answer.Status == HttpStatusCode.ServiceUnavailable, Timeout, "unhealthy");
        Assert.Equal("Unhealthy", unhealthy.Json["checks"]!["outbox"]!["status"]!.GetValue<string>());
        Assert.Contains("sweep", unhealthy.Json["checks"]!["outbox"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);

        await _setup.Redis.KeyDeleteAsync(RedisKeys.OutboxSweep);

        await Eventually.GetAsync(() => api.GetAsync("/health"), answer => answer.Status == HttpStatusCode.OK, Timeout, "healthy");
    }

    [Fact]
    public async Task A_sweep_interval_of_zero_fails_the_start_with_a_sentence()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => _setup.StartApiProcessAsync(("Outbox__SweepInterval", "0")));
        Assert.Contains("Outbox:SweepInterval is 00:00:00; it must be between", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_an_event_is_in_the_log_redis_keeps_nothing_of_it()
    {
        var api = await _setup.StartApiAsync(("Outbox__PruneAge", "00:00:00.1"), ("Outbox__PruneInterval", "00:00:00.1"));
        await PutAsync(api, 20);
        Assert.Equal(20, await _setup.Redis.HashLengthAsync(RedisKeys.InFlightEvents));

        await using var consumer = await ConsumerProcess.StartAsync(_setup.Connections);

        await EmptyAsync(RedisKeys.InFlight);
        Assert.Equal(0, await _setup.Redis.HashLengthAsync(RedisKeys.InFlightEvents));
        Assert.Equal(0, await _setup.Redis.HashLengthAsync(RedisKeys.OutboxEnvelopes));
    }

    [Fact]
    public async Task Above_the_bound_the_oldest_states_are_forgotten()
    {
        var api = await _setup.StartApiAsync(
            ("Outbox__PruneAge", "00:00:00.1"), ("Outbox__PruneInterval", "00:00:00.1"), ("Outbox__MaxInFlight", "5"));
        await PutAsync(api, 20);
        await Eventually.EqualAsync(5, () => _setup.Redis.SortedSetLengthAsync(RedisKeys.InFlight));
        Assert.Equal(5, await _setup.Redis.HashLengthAsync(RedisKeys.InFlightEvents));
    }

    static string InAnHour() =>
        KeyMicroseconds(DateTimeOffset.UtcNow.AddHours(1)).ToString("D16", CultureInfo.InvariantCulture);

    static long KeyMicroseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    static async Task<IReadOnlyList<string>> PutAsync(TestApi api, int count)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => api.PutAsync($"/api/kv/key-{i}", "1")));
        return [.. answers.Select(answer => answer["eventId"]).Order(StringComparer.Ordinal)];
    }

    async Task<int> DepthAsync() => (await _setup.Sqs.DepthAsync(_setup.QueueUrl)).Visible;

    Task EmptyAsync(RedisKey set) => Eventually.EqualAsync(0, () => _setup.Redis.SortedSetLengthAsync(set));
}
