using System.Net;
using Npgsql;
using ScalewayPoc.Contracts;
using Xunit;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class EventTests(SharedApi shared)
{
    readonly TestApi _api = shared.Api;

    [Fact]
    public async Task An_event_is_accepted_then_queued_then_processed()
    {
        await using var setup = await shared.CreateSetupAsync();
        var api = await setup.StartApiAsync();
        setup.QueueRelay.Close();
        var accepted = (await api.PostAsync("/api/events", """{"type":"thing.happened","subject":"order/1","data":{"x":1}}""")).Is(HttpStatusCode.Accepted);
        Assert.Equal("accepted", accepted["state"]);
        Assert.Equal($"/api/events/{accepted["id"]}", accepted.Headers["Location"]);

        var status = (await api.GetAsync(accepted.Headers["Location"])).Is(HttpStatusCode.OK);
        Assert.Equal("accepted", status["state"]);
        Assert.Equal("thing.happened", status["type"]);
        Assert.Equal("order/1", status["subject"]);
        Assert.Equal(accepted["sequence"], status["sequence"]);
        Assert.Null(status.Json["processedAt"]);

        setup.QueueRelay.Open();
        await Eventually.GetAsync(
            () => api.GetAsync(accepted.Headers["Location"]), answer => answer["state"] == "queued", TimeSpan.FromSeconds(30), "queued");

        await using var consumer = await Consumer.RunningConsumer.StartAsync(setup.Connections);
        var processed = await Eventually.GetAsync(
            () => api.GetAsync(accepted.Headers["Location"]), answer => answer["state"] == "processed", TimeSpan.FromSeconds(30), "processed");
        Assert.NotNull(processed.Json["processedAt"]);
    }

    [Theory]
    [InlineData("""{"type":"kv.set","data":1}""")]
    [InlineData("""{"type":"","data":1}""")]
    [InlineData("""{"type":"Order","data":1}""")]
    [InlineData("""{"type":"order..placed","data":1}""")]
    [InlineData("""{"type":"order.","data":1}""")]
    [InlineData("""{"type":"1order","data":1}""")]
    [InlineData("""{"type":"order\n","data":1}""")]
    [InlineData("""{"type":null,"data":1}""")]
    [InlineData("""{"type":"order","subject":"","data":1}""")]
    [InlineData("""{"type":"order","subject":"a\u0000b","data":1}""")]
    [InlineData("""{"type":"order","subject":"\ud800","data":1}""")]
    [InlineData("""{"type":"order"}""")]
    [InlineData("""{"data":1}""")]
    [InlineData("""{"type":"order","data":1,"id":"mine"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Malformed_events_are_refused(string body) =>
        (await _api.PostAsync("/api/events", body)).IsProblem(HttpStatusCode.BadRequest, "event-grammar");

    [Fact]
    public async Task Type_subject_and_data_have_bounds()
    {
        (await SendAsync(new string('t', Limits.TypeLength), new string('s', Limits.SubjectLength), Limits.DataBytes)).Is(HttpStatusCode.Accepted);
        (await SendAsync(new string('t', Limits.TypeLength + 1), "s", 10)).IsProblem(HttpStatusCode.BadRequest, "event-grammar");
        (await SendAsync("t", new string('s', Limits.SubjectLength + 1), 10)).IsProblem(HttpStatusCode.BadRequest, "event-grammar");
        (await SendAsync("t", "s", Limits.DataBytes + 1)).IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await _api.PostAsync("/api/events", "{")).IsProblem(HttpStatusCode.BadRequest, "not-json");
        (await _api.SendAsync("POST", "/api/events", "{}", "text/plain")).IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type");

        Task<Answer> SendAsync(string type, string subject, int bytes) =>
            _api.PostAsync("/api/events", $$"""{"type":"{{type}}","subject":"{{subject}}","data":"{{new string('x', bytes - 2)}}"}""");
    }

    [Fact]
    public async Task The_deepest_data_reaches_the_queue()
    {
        await using var setup = await shared.CreateSetupAsync();
        var api = await setup.StartApiAsync();
        var deepest = new string('[', Limits.DataDepth) + new string(']', Limits.DataDepth);
        var accepted = (await api.PostAsync("/api/events", $$"""{"type":"deep","data":{{deepest}}}""")).Is(HttpStatusCode.Accepted);
        var message = (await setup.ReceiveAsync(1))[accepted["id"]];
        var envelope = System.Text.Json.JsonSerializer.Deserialize(message, ContractsJsonContext.Default.EventEnvelope)!;
        Assert.Equal(deepest, envelope.Data!.Value.GetRawText());
        Assert.Equal("/scalewaypoc/api", envelope.Source);
        Assert.Equal(accepted["sequence"], envelope.Sequence);
        (await api.PostAsync("/api/events", $$"""{"type":"deep","data":[{{deepest}}]}""")).IsProblem(HttpStatusCode.BadRequest, "not-json");
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("%01")]
    [InlineData("01a20874-e9c5-7b23-bd4b-f863c6a8a169")]
    public async Task An_event_that_was_never_accepted_is_not_found(string id) =>
        (await _api.GetAsync($"/api/events/{id}")).IsProblem(HttpStatusCode.NotFound, "event-not-found");

    [Fact]
    public async Task The_log_is_listed_newest_first_by_filter_and_page()
    {
        await using var setup = await shared.CreateSetupAsync();
        var api = await setup.StartApiAsync();
        Assert.Empty((await api.GetAsync("/api/events")).Is(HttpStatusCode.OK).Json["items"]!.AsArray());
        await FillAsync(setup.Log);

        Assert.Equal("e6 e5 e4 e3 e2 e1", await ListAsync("/api/events?limit=6"));
        Assert.Equal("e6 e5 e4 e3 e2 e1", await ListAsync("/api/events?limit=2"));
        Assert.Equal("e5 e3 e1", await ListAsync("/api/events?type=order.placed&limit=1"));
        Assert.Equal("e3 e2 e1", await ListAsync("/api/events?subject=k"));
        Assert.Equal("e6", await ListAsync("/api/events?type=kv.deleted&subject=other"));
        Assert.Equal("e2", await ListAsync("/api/kv/k/history?limit=1"));
        Assert.Equal("e6 e4", await ListAsync("/api/kv/other/history?limit=1"));

        var item = (await api.GetAsync("/api/kv/k/history")).Json["items"]![0]!;
        Assert.Equal("""{"b":1,"a":1e400}""", item["data"]!.ToJsonString());
        Assert.Equal("0000000000000002", item["sequence"]!.GetValue<string>());
        (await api.GetAsync("/api/events?cursor=YQ")).IsProblem(HttpStatusCode.BadRequest, "paging");
        (await api.GetAsync("/api/events?type=No")).IsProblem(HttpStatusCode.BadRequest, "event-grammar");
        (await api.GetAsync("/api/kv/k/history?limit=0")).IsProblem(HttpStatusCode.BadRequest, "paging");

        // Redis has nothing of these.
        var logged = (await api.GetAsync("/api/events/e1")).Is(HttpStatusCode.OK);
        Assert.Equal("processed", logged["state"]);

        async Task<string> ListAsync(string path)
        {
            var ids = new List<string>();
            for (string? next = path; next is not null;)
            {
                var page = (await api.GetAsync(next)).Is(HttpStatusCode.OK);
                ids.AddRange(page.Json["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
                next = page.Json["nextCursor"]?.GetValue<string>() is { } cursor ? $"{path}&cursor={cursor}" : null;
            }
            return string.Join(' ', ids);
        }
    }

    static async Task FillAsync(NpgsqlDataSource log)
    {
        await using var command = log.CreateCommand("""
            create table event_log (
              id text primary key, sequence bigint not null, type text not null, subject text null, source text not null,
              time timestamptz not null, data json null, trace_parent text null, recorded_at timestamptz not null default clock_timestamp());
            insert into event_log (id, sequence, type, subject, source, time, data) values
              ('e1', 1, 'order.placed', 'k', '/s', now(), '1'),
              ('e2', 2, 'kv.set', 'k', '/scalewaypoc/api', now(), '{"b":1,"a":1e400}'),
              ('e3', 3, 'order.placed', 'k', '/s', now(), 'null'),
              ('e4', 4, 'kv.set', 'other', '/scalewaypoc/api', now(), '"\ud800"'),
              ('e5', 5, 'order.placed', null, '/s', now(), '1'),
              ('e6', 6, 'kv.deleted', 'other', '/scalewaypoc/api', now(), null)
            """);
        await command.ExecuteNonQueryAsync();
    }
}
