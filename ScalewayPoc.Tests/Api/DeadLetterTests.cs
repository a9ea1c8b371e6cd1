using System.Net;
using ScalewayPoc.Tests.Consumer;

namespace ScalewayPoc.Tests.Api;

/// <summary>Dead letters through the API, with a Consumer of its own behind it.</summary>
public sealed class DeadLetterTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    ConsumerSetup _consumers = null!;
    ApiSetup _setup = null!;

    public async Task InitializeAsync()
    {
        _consumers = await DeadLetterSetup.CreateAsync(servers);
        _setup = await ApiSetup.CreateAsync(servers);
    }

    public async Task DisposeAsync()
    {
        await _setup.DisposeAsync();
        await _consumers.DisposeAsync();
    }

    [Fact]
    public async Task What_the_consumer_shows_and_replays_is_passed_on()
    {
        var consumer = await StartConsumerAsync();
        var api = await _setup.StartApiAsync(("DeadLetters__Url", $"{consumer.Http.BaseAddress}"));
        await _consumers.SendToAsync(_consumers.DeadLetterUrl, "no event", TestEvents.Body("e1"));

        var list = (await api.GetAsync("/api/dead-letters?limit=1")).Is(HttpStatusCode.OK).Json;
        Assert.Single(list["items"]!.AsArray());
        Assert.True(list["more"]!.GetValue<bool>());
        var outcome = (await api.PostAsync("/api/dead-letters/replay", "")).Is(HttpStatusCode.OK);
        Assert.Equal("""{"recorded":1,"left":1,"more":false,"covered":["queue","table"]}""", outcome.Body);

        var letter = Assert.Single((await api.GetAsync("/api/dead-letters")).Is(HttpStatusCode.OK).Json["items"]!.AsArray())!.AsObject();
        Assert.Equal(["id", "kept", "receivedAt", "deliveries", "reason", "body"], letter.Select(property => property.Key));
        Assert.Equal("queue", letter["kept"]!.GetValue<string>());
        Assert.Equal("no event", letter["body"]!.GetValue<string>());
        Assert.Contains("not JSON", letter["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, await _consumers.CountAsync());
        var path = $"/api/dead-letters/{letter["id"]}";
        Assert.Equal("""{"recorded":0,"left":1,"more":false,"covered":["queue","table"]}""",
            (await api.PostAsync($"/api/dead-letters/replay?id={letter["id"]}", "")).Is(HttpStatusCode.OK).Body);
        (await api.DeleteAsync(path)).Is(HttpStatusCode.NoContent);
        (await api.DeleteAsync(path)).IsProblem(HttpStatusCode.NotFound, "dead-letter-not-found");
        (await api.GetAsync("/api/dead-letters?limit=1001")).IsProblem(HttpStatusCode.BadRequest, "paging");
    }

    [Fact]
    public async Task Without_the_address_of_the_consumer_there_is_nothing_to_see_or_do()
    {
        var api = await _setup.StartApiAsync();

        (await api.GetAsync("/api/dead-letters")).IsProblem(HttpStatusCode.NotFound, "dead-letters-elsewhere");
        (await api.PostAsync("/api/dead-letters/replay", "")).IsProblem(HttpStatusCode.NotFound, "dead-letters-elsewhere");
    }

    [Fact]
    public async Task A_consumer_that_is_away_or_hangs_is_named_in_a_503()
    {
        var consumer = await StartConsumerAsync();
        await using var relay = new TcpRelay(consumer.Http.BaseAddress!.Port);
        var api = await _setup.StartApiAsync(("DeadLetters__Url", $"http://127.0.0.1:{relay.Port}"));
        relay.Close();
        await IsUnavailableAsync(api);

        relay.Open();
        (await api.GetAsync("/api/dead-letters")).Is(HttpStatusCode.OK);
        using (relay.Hold())
        {
            await IsUnavailableAsync(api);
        }
    }

    [Fact]
    public async Task What_the_consumer_lacks_is_passed_on_and_nothing_is_lost()
    {
        var consumer = await StartConsumerAsync();
        var api = await _setup.StartApiAsync(("DeadLetters__Url", $"{consumer.Http.BaseAddress}"));
        await _consumers.SendToAsync(_consumers.DeadLetterUrl, TestEvents.Body("e1"));
        _consumers.Relay.Close();

        foreach (var answer in new[] { await api.GetAsync("/api/dead-letters"), await api.PostAsync("/api/dead-letters/replay", "") })
        {
            answer.IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
            Assert.StartsWith("The event log is not available now.", answer["detail"], StringComparison.Ordinal);
            Assert.True(answer.Headers.ContainsKey("Retry-After"));
        }

        _consumers.Relay.Open();
        await consumer.HealthyAsync();
        Assert.Equal(1, (await api.PostAsync("/api/dead-letters/replay", "")).Is(HttpStatusCode.OK).Json["recorded"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_replay_whose_answer_is_lost_is_not_sent_again()
    {
        var consumer = await StartConsumerAsync();
        await using var relay = new TcpRelay(consumer.Http.BaseAddress!.Port);
        var api = await _setup.StartApiAsync(("DeadLetters__Url", $"http://127.0.0.1:{relay.Port}"));
        await _consumers.SendToAsync(_consumers.DeadLetterUrl, TestEvents.Body("e1"));
        Task<Answer> replay;
        await using (await _consumers.LockLogAsync())
        {
            replay = api.PostAsync("/api/dead-letters/replay", "");
            await _consumers.InsertWaitsAsync();
            relay.Cut();
            (await replay).IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        }

        await consumer.LoggedAsync("Dead letters were replayed: 1 are in the event log, 0 stay");
        Assert.DoesNotContain("Dead letters were replayed: 0", consumer.Output, StringComparison.Ordinal);
    }

    Task<RunningConsumer> StartConsumerAsync() => DeadLetterSetup.StartAsync(_consumers);

    static async Task IsUnavailableAsync(TestApi api)
    {
        foreach (var answer in await Task.WhenAll(api.GetAsync("/api/dead-letters"), api.PostAsync("/api/dead-letters/replay", "")))
        {
            answer.IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
            Assert.Contains("'consumer'", answer["detail"], StringComparison.Ordinal);
            Assert.True(answer.Headers.ContainsKey("Retry-After"));
        }
    }
}
