using System.Globalization;
using System.Net;
using ScalewayPoc.Tests.Application;
using Xunit;

namespace ScalewayPoc.Tests.Api;

public sealed class FaultTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task The_api_starts_without_its_dependencies_and_finds_them_later()
    {
        _setup.RedisRelay.Close();
        _setup.PostgresRelay.Close();
        _setup.QueueRelay.Close();
        var api = await _setup.StartApiAsync();

        (await api.GetAsync("/alive")).Is(HttpStatusCode.OK);
        var health = await api.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
        foreach (var dependency in (string[])["redis", "events", "ingress"])
        {
            Assert.Equal("Unhealthy", health.Json["checks"]![dependency]!["status"]!.GetValue<string>());
        }
        await UnavailableAsync("redis", api.PutAsync("/api/kv/a", "1"));
        await UnavailableAsync("redis", api.GetAsync("/api/kv/a"));
        await UnavailableAsync("redis", api.GetAsync("/api/kv"));
        await UnavailableAsync("events", api.GetAsync("/api/events"));

        _setup.RedisRelay.Open();
        _setup.PostgresRelay.Open();
        _setup.QueueRelay.Open();
        await HealthyAsync(api);
        (await api.PutAsync("/api/kv/a", "1")).Is(HttpStatusCode.Created);
        (await api.GetAsync("/api/events")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Connections_that_are_cut_are_made_anew()
    {
        var api = await _setup.StartApiAsync();
        (await api.PutAsync("/api/kv/a", "1")).Is(HttpStatusCode.Created);
        (await api.GetAsync("/api/events")).Is(HttpStatusCode.OK);

        _setup.RedisRelay.Close();
        await UnavailableAsync("redis", api.PutAsync("/api/kv/a", "2"));
        // A server that was started anew does not know the scripts that it was given before.
        await _setup.Redis.ExecuteAsync("SCRIPT", "FLUSH");
        _setup.RedisRelay.Open();
        await Eventually.GetAsync(() => api.PutAsync("/api/kv/a", "2"), answer => answer.Status == HttpStatusCode.OK, Patience, "Recovered");

        _setup.PostgresRelay.Close();
        await UnavailableAsync("events", api.GetAsync("/api/kv/a/history"));
        (await api.PutAsync("/api/kv/a", "3")).Is(HttpStatusCode.OK);
        _setup.PostgresRelay.Open();
        (await api.GetAsync("/api/kv/a/history")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Whenever_a_connection_ends_the_answer_is_503_and_never_500()
    {
        var api = await _setup.StartApiAsync();
        await HealthyAsync(api);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 8).Select(client => UseAsync(api, client, end.Token)).ToList();
        for (var cut = 0; cut < 100; cut++)
        {
            _setup.RedisRelay.Cut();
            _setup.PostgresRelay.Reset();
            _setup.RedisRelay.Reset();
            _setup.PostgresRelay.Cut();
            // Not a wait for anything: the cuts are to come at any moment of a request.
            await Task.Delay(Random.Shared.Next(40));
        }
        await end.CancelAsync();

        var answers = (await Task.WhenAll(clients)).SelectMany(answer => answer).ToList();

        Assert.Empty(answers.Where(answer => (int)answer.Status >= 400 && answer.Status != HttpStatusCode.ServiceUnavailable).Select(answer => answer.Body));
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_redis_that_hangs_delays_no_request_beyond_its_timeout()
    {
        var api = await _setup.StartApiAsync();
        await api.PutAsync("/api/kv/a", "1");
        using (_setup.RedisRelay.Hold())
        {
            var put = UnavailableAsync("redis", api.PutAsync("/api/kv/a", "2"));
            var health = await api.GetAsync("/health");
            Assert.Equal("Unhealthy", health.Json["checks"]!["redis"]!["status"]!.GetValue<string>());
            Assert.Equal("Healthy", health.Json["checks"]!["events"]!["status"]!.GetValue<string>());
            await put;
            // Once many have waited in vain, the breaker opens and the others are told at once.
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => UnavailableAsync("redis", api.GetAsync("/api/kv/a"))));
            await UnavailableAsync("redis", api.GetAsync("/api/kv/a"));
        }
        await Eventually.GetAsync(() => api.GetAsync("/api/kv/a"), answer => answer.Status == HttpStatusCode.OK, Patience, "Recovered");
    }

    [Fact]
    public async Task A_database_and_a_queue_that_hang_delay_no_request_beyond_its_timeout()
    {
        var api = await _setup.StartApiAsync();
        await HealthyAsync(api);
        using (_setup.PostgresRelay.Hold())
        using (_setup.QueueRelay.Hold())
        {
            (await api.PutAsync("/api/kv/a", "1")).Is(HttpStatusCode.Accepted);
            var list = UnavailableAsync("events", api.GetAsync("/api/events"));
            var health = await api.GetAsync("/health");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.Status);
            Assert.Equal("No response within 4 s.", health.Json["checks"]!["events"]!["reason"]!.GetValue<string>());
            Assert.Equal("No response within 4 s.", health.Json["checks"]!["ingress"]!["reason"]!.GetValue<string>());
            await list;
        }
        await HealthyAsync(api);
        await _setup.ReceiveAsync(1);
    }

    [Fact]
    public async Task A_database_that_wakes_up_for_five_seconds_is_waited_for()
    {
        var api = await _setup.StartApiAsync();
        await HealthyAsync(api);
        _setup.PostgresRelay.DelayNext(WakeUp.Time, WakeUp.IsStatement);

        var list = await api.GetAsync("/api/events");

        list.Is(HttpStatusCode.OK);
    }

    static async Task<List<Answer>> UseAsync(TestApi api, int client, CancellationToken end)
    {
        var answers = new List<Answer>();
        while (!end.IsCancellationRequested)
        {
            answers.Add(await api.PutAsync($"/api/kv/cut-{client}", $"{answers.Count}"));
            answers.Add(await api.GetAsync("/api/kv"));
            answers.Add(await api.GetAsync("/api/events"));
            answers.Add(await api.GetAsync("/api/status"));
        }
        return answers;
    }

    static async Task<Answer> UnavailableAsync(string dependency, Task<Answer> response)
    {
        var answer = (await response).IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Contains($"'{dependency}'", answer["detail"], StringComparison.Ordinal);
        Assert.InRange(int.Parse(answer.Headers["Retry-After"], CultureInfo.InvariantCulture), 1, 60);
        return answer;
    }

    static async Task HealthyAsync(TestApi api) =>
        await Eventually.GetAsync(() => api.GetAsync("/health"), answer => answer.Status == HttpStatusCode.OK, Patience, "Healthy");
}
