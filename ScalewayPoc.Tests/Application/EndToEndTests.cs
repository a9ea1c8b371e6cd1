#pragma warning disable ASPIREINTERACTION001 // Arguments of commands are still experimental.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using ScalewayPoc.AppHost.Local;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Tests.Application;

[Collection(nameof(ApplicationCollection))]
[Trait("Category", "Slow")]
public sealed class EndToEndTests(ApplicationFixture fixture) : ApplicationTests(fixture);

/// <summary>What the whole application does, however its services were built.</summary>
public abstract class ApplicationTests(ApplicationFixture fixture)
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    readonly ApiClient _api = fixture.Api;

    [Fact]
    public async Task Value_can_be_written_read_listed_and_deleted()
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
    public async Task Event_is_accepted_and_then_processed()
    {
        using var accepted = await _api.PostEventAsync("""{"type":"thing.happened","subject":"accepted","data":{"total":3}}""");
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
        Assert.EndsWith($"/api/events/{id}", accepted.Headers.Location!.ToString(), StringComparison.Ordinal);

        await _api.WaitUntilProcessedAsync(id, Timeout);

        var logged = await _api.GetJsonAsync("/api/events?type=thing.happened&subject=accepted");
        Assert.Equal(id, Assert.Single(logged["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(1, await CountAsync(id));
    }

    [Fact]
    public async Task History_of_a_key_lists_its_writes_newest_first()
    {
        foreach (var value in new[] { "1", "2", "3" })
        {
            using var written = await _api.PutAsync("history", value);
            Assert.True(written.IsSuccessStatusCode);
        }
        using var deleted = await _api.Http.DeleteAsync("/api/kv/history");

        var history = await Eventually.GetAsync(
            () => _api.GetJsonAsync("/api/kv/history/history"), answer => answer["items"]!.AsArray().Count == 4, Timeout, "4 entries");

        Assert.Equal(
            [EventTypes.KeyDeleted, EventTypes.KeySet, EventTypes.KeySet, EventTypes.KeySet],
            history["items"]!.AsArray().Select(entry => entry!["type"]!.GetValue<string>()));
        Assert.Equal(["3", "2", "1"], history["items"]!.AsArray().Skip(1).Select(entry => entry!["data"]!.ToJsonString()));
    }

    [Fact]
    public async Task Message_delivered_three_times_is_recorded_once()
    {
        using var queue = new QueueAccess(await QueueAsync(ResourceNames.Ingress));
        var id = Guid.CreateVersion7().ToString();
        var last = await _api.SendEventAsync("thing.happened", "duplicate", "0");
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await queue.SendAsync($$"""{"specversion":"1.0","id":"{{id}}","source":"/test","type":"thing.paid","time":"2026-01-01T00:00:00Z","data":1}""");
        }

        await Eventually.GetAsync(() => CountAsync(id), count => count > 0, Timeout, "row written");
        await Eventually.GetAsync(queue.DepthAsync, depth => depth == 0, Timeout, "queue empty");
        await _api.WaitUntilProcessedAsync(last, Timeout);
        Assert.Equal(1, await CountAsync(id));
    }

    [Fact]
    public async Task Unreadable_message_becomes_a_dead_letter_with_a_reason_and_stays_after_a_replay()
    {
        using var queue = new QueueAccess(await QueueAsync(ResourceNames.Ingress));
        await queue.SendAsync("no event");
        var good = await _api.SendEventAsync("thing.happened", "beside-poison", "0");

        await _api.WaitUntilProcessedAsync(good, Timeout);
        var letters = await Eventually.GetAsync(
            () => _api.GetJsonAsync("/api/dead-letters"), list => list["items"]!.AsArray().Count > 0, Timeout, "dead letter");
        var letter = Assert.Single(letters["items"]!.AsArray())!;
        Assert.Equal("no event", letter["body"]!.GetValue<string>());

        var shown = await RunOnConsumerAsync("show-dead-letters");
        Assert.Equal(letter["reason"]!.GetValue<string>(), shown["items"]![0]!["reason"]!.GetValue<string>());
        Assert.Contains("the body is not JSON", letter["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        var replayed = await RunOnConsumerAsync("replay-dead-letters");
        Assert.Equal(0, replayed["recorded"]!.GetValue<int>());
        Assert.NotEqual(0, replayed["left"]!.GetValue<int>());
    }

    [Fact]
    public async Task Replay_command_records_a_valid_dead_letter_once()
    {
        using var deadLetters = new QueueAccess(await QueueAsync(ResourceNames.IngressDeadLetters));
        var id = Guid.CreateVersion7().ToString();
        await deadLetters.SendAsync($$"""{"specversion":"1.0","id":"{{id}}","source":"/test","type":"thing.paid","time":"2026-01-01T00:00:00Z","data":1}""");

        Assert.Equal(1, (await RunOnConsumerAsync("replay-dead-letters"))["recorded"]!.GetValue<int>());
        Assert.Equal(0, (await RunOnConsumerAsync("replay-dead-letters"))["recorded"]!.GetValue<int>());

        Assert.Equal(1, await CountAsync(id));
    }

    /// <summary>The requests for REST clients of editors, in the order of the file.</summary>
    [Fact]
    public async Task The_requests_of_the_http_file_get_their_statuses()
    {
        foreach (var request in await HttpFileRequest.ReadAsync(Path.Combine(Repository.Root, "ScalewayPoc.Api", "ScalewayPoc.Api.http")))
        {
            var status = await request.SendAsync(_api.Http);

            // A write is 202 as well, if the queue has not acknowledged its event within a second.
            var isAccepted = status == 202 && request is { Method: "PUT" or "DELETE", Status: < 300 };
            Assert.True(status == request.Status || isAccepted, $"{request.Method} {request.Path} {request.Status}: {status}");
        }
    }

    [Fact]
    public async Task Test_event_command_sends_an_event()
    {
        var accepted = await RunAsync(ResourceNames.Api, "send-test-event");

        var state = await _api.WaitUntilProcessedAsync(accepted["id"]!.GetValue<string>(), Timeout);
        Assert.Equal("dashboard.test", state["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Demo_commands_write_keys_and_send_events()
    {
        var seeded = await RunAsync(ResourceNames.Api, "seed-keys");
        Assert.Equal((40, 40), (seeded["sent"]!.GetValue<int>(), seeded["statuses"]!["201"]!.GetValue<int>()));
        Assert.Equal(40, (await _api.GetJsonAsync("/api/kv?prefix=demo:customer:&limit=100"))["items"]!.AsArray().Count);

        var sent = await RunAsync(ResourceNames.Api, "send-events");
        Assert.Equal((20, 20), (sent["sent"]!.GetValue<int>(), sent["statuses"]!["202"]!.GetValue<int>()));
        await Eventually.GetAsync(
            () => _api.GetJsonAsync("/api/events?type=demo.placed&limit=100"), list => list["items"]!.AsArray().Count == 20, Timeout, "20 events");
    }

    [Fact]
    public async Task Events_of_a_paused_queue_arrive_after_the_pause()
    {
        await RunAsync("queues", "pause");
        var id = await _api.SendEventAsync("thing.happened", "paused", "0");
        Assert.Equal("accepted", (await _api.GetJsonAsync($"/api/events/{id}"))["state"]!.GetValue<string>());

        // Ends it before its 30 seconds are over.
        using var queues = fixture.Application.CreateHttpClient("queues", EmulatorResource.EndpointName);
        using var resumed = await queues.PostAsync("/pause?seconds=0", null);
        Assert.True(resumed.IsSuccessStatusCode);
        await _api.WaitUntilProcessedAsync(id, Timeout);
    }

    [Fact]
    public async Task Events_that_are_sent_while_the_outage_command_has_the_Consumer_stopped_are_processed_afterwards()
    {
        var outage = RunAsync(ResourceNames.Consumer, "outage", ("seconds", "1"));
        await fixture.Application.ResourceNotifications.WaitForResourceAsync(ResourceNames.Consumer, KnownResourceStates.TerminalStates);
        var id = await _api.SendEventAsync("thing.happened", "outage", "0");

        Assert.Equal(1, (await outage)["stoppedSeconds"]!.GetValue<int>());
        await _api.WaitUntilProcessedAsync(id, Timeout);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("301")]
    public async Task Outage_command_refuses_a_time_that_is_out_of_range(string seconds)
    {
        var result = await fixture.Application.ResourceCommands.ExecuteCommandAsync(ResourceNames.Consumer, "outage", Arguments([("seconds", seconds)]));

        Assert.Equal((false, "The number of seconds must be 1 to 300."), (result.Success, result.Message));
    }

    Task<JsonNode> RunOnConsumerAsync(string command) => RunAsync(ResourceNames.Consumer, command);

    /// <summary>Runs a command of the dashboard; its result is JSON that the dashboard opens at once.</summary>
    async Task<JsonNode> RunAsync(string resource, string command, params (string Name, string Value)[] arguments)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var result = arguments is []
            ? await fixture.Application.ResourceCommands.ExecuteCommandAsync(resource, command, timeout.Token)
            : await fixture.Application.ResourceCommands.ExecuteCommandAsync(resource, command, Arguments(arguments), timeout.Token);
        Assert.True(result.Success, result.Message);
        Assert.Equal(CommandResultFormat.Json, result.Data!.Format);
        Assert.True(result.Data.DisplayImmediately);
        return JsonNode.Parse(result.Data.Value)!;
    }

    static InteractionInputCollection Arguments((string Name, string Value)[] arguments) => new(
        [.. arguments.Select(argument => new InteractionInput { Name = argument.Name, InputType = InputType.Number, Value = argument.Value })]);

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
