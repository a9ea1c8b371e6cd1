using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Tests.Application;

public sealed class EndToEndTests(ApplicationFixture fixture) : IClassFixture<ApplicationFixture>
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly ApiClient _api = fixture.Api;

    [Fact]
    public async Task A_value_can_be_written_read_listed_and_deleted()
    {
        using var created = await _api.PutAsync("round-trip", """{"n":1.50}""");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        using var changed = await _api.PutAsync("round-trip", """{"n":2}""");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(created.Headers.ETag, changed.Headers.ETag);

        using var read = await _api.Http.GetAsync("/api/kv/round-trip");
        Assert.Equal("""{"n":2}""", await read.Content.ReadAsStringAsync());
        Assert.Equal(changed.Headers.ETag, read.Headers.ETag);
        var list = await _api.GetJsonAsync("/api/kv?prefix=round-");
        Assert.Equal("round-trip", Assert.Single(list["items"]!.AsArray())!["key"]!.GetValue<string>());

        Assert.Equal(HttpStatusCode.NoContent, (await _api.Http.DeleteAsync("/api/kv/round-trip")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Http.GetAsync("/api/kv/round-trip")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _api.Http.DeleteAsync("/api/kv/round-trip")).StatusCode);
    }

    [Fact]
    public async Task An_event_is_accepted_and_then_processed()
    {
        using var accepted = await _api.PostEventAsync("""{"type":"order.placed","subject":"order-1","data":{"total":3}}""");
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
        Assert.EndsWith($"/api/events/{id}", accepted.Headers.Location!.ToString(), StringComparison.Ordinal);

        await _api.WaitUntilProcessedAsync(id, Patience);

        var logged = await _api.GetJsonAsync("/api/events?type=order.placed&subject=order-1");
        Assert.Equal(id, Assert.Single(logged["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(1, await CountAsync(id));
    }

    [Fact]
    public async Task The_history_of_a_key_is_its_writes_newest_first()
    {
        foreach (var value in new[] { "1", "2", "3" })
        {
            using var written = await _api.PutAsync("history", value);
            Assert.True(written.IsSuccessStatusCode);
        }
        using var deleted = await _api.Http.DeleteAsync("/api/kv/history");

        var history = await Eventually.GetAsync(
            () => _api.GetJsonAsync("/api/kv/history/history"), answer => answer["items"]!.AsArray().Count == 4, Patience, "4 entries");

        Assert.Equal(
            [EventTypes.KeyDeleted, EventTypes.KeySet, EventTypes.KeySet, EventTypes.KeySet],
            history["items"]!.AsArray().Select(entry => entry!["type"]!.GetValue<string>()));
        Assert.Equal(["3", "2", "1"], history["items"]!.AsArray().Skip(1).Select(entry => entry!["data"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_message_that_is_delivered_twice_has_one_effect()
    {
        using var queue = new QueueAccess(await QueueAsync(ResourceNames.Ingress));
        var id = Guid.CreateVersion7().ToString();
        var last = await _api.SendEventAsync("order.placed", "duplicate", "0");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await queue.SendAsync($$"""{"specversion":"1.0","id":"{{id}}","source":"/test","type":"order.paid","time":"2026-01-01T00:00:00Z","data":1}""");
        }

        await Eventually.GetAsync(() => CountAsync(id), count => count > 0, Patience, "row written");
        await Eventually.GetAsync(queue.DepthAsync, depth => depth == 0, Patience, "queue empty");
        await _api.WaitUntilProcessedAsync(last, Patience);
        Assert.Equal(1, await CountAsync(id));
    }

    [Fact]
    public async Task An_unreadable_message_is_shown_among_the_dead_letters_with_its_reason_and_stays()
    {
        using var queue = new QueueAccess(await QueueAsync(ResourceNames.Ingress));
        await queue.SendAsync("no event");
        var good = await _api.SendEventAsync("order.placed", "beside-poison", "0");

        await _api.WaitUntilProcessedAsync(good, Patience);
        var letters = await Eventually.GetAsync(
            () => _api.GetJsonAsync("/api/dead-letters"), list => list["items"]!.AsArray().Count > 0, Patience, "dead letter");
        var letter = Assert.Single(letters["items"]!.AsArray())!;
        Assert.Equal("no event", letter["body"]!.GetValue<string>());

        var shown = await RunOnConsumerAsync("show-dead-letters");
        Assert.Equal("Dead letters: 1.", shown.Message);
        Assert.Equal(CommandResultFormat.Json, shown.Data!.Format);
        Assert.True(shown.Data.DisplayImmediately);
        Assert.Equal(
            letter["reason"]!.GetValue<string>(), JsonNode.Parse(shown.Data.Value)!["items"]![0]!["reason"]!.GetValue<string>());
        Assert.Contains("not a JSON document", letter["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("0 recorded, 1 left.", (await RunOnConsumerAsync("replay-dead-letters")).Message);
    }

    [Fact]
    public async Task A_dead_letter_that_is_an_event_is_recorded_once_by_the_command_that_replays()
    {
        using var deadLetters = new QueueAccess(await QueueAsync(ResourceNames.IngressDeadLetters));
        var id = Guid.CreateVersion7().ToString();
        await deadLetters.SendAsync($$"""{"specversion":"1.0","id":"{{id}}","source":"/test","type":"order.paid","time":"2026-01-01T00:00:00Z","data":1}""");

        Assert.StartsWith("1 recorded, ", (await RunOnConsumerAsync("replay-dead-letters")).Message, StringComparison.Ordinal);
        Assert.StartsWith("0 recorded, ", (await RunOnConsumerAsync("replay-dead-letters")).Message, StringComparison.Ordinal);

        Assert.Equal(1, await CountAsync(id));
    }

    async Task<ExecuteCommandResult> RunOnConsumerAsync(string command)
    {
        using var limit = new CancellationTokenSource(Patience);
        var result = await fixture.Application.ResourceCommands.ExecuteCommandAsync(ResourceNames.Consumer, command, limit.Token);
        Assert.True(result.Success, result.Message);
        return result;
    }

    async Task<SqsQueue> QueueAsync(string name) =>
        SqsQueue.Connect((await fixture.Application.GetConnectionStringAsync(name))!);

    async Task<long> CountAsync(string id)
    {
        await using var source = NpgsqlDataSource.Create((await fixture.Application.GetConnectionStringAsync(ResourceNames.Events))!);
        await using var command = source.CreateCommand("select count(*) from event_log where id = $1");
        command.Parameters.AddWithValue(id);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    sealed class QueueAccess(SqsQueue queue) : IDisposable
    {
        public async Task SendAsync(string body) => await queue.Client.SendMessageAsync(queue.Url, body);

        public async Task<int> DepthAsync()
        {
            var answer = await queue.Client.GetQueueAttributesAsync(queue.Url, ["All"]);
            return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
        }

        public void Dispose() => queue.Client.Dispose();
    }
}
