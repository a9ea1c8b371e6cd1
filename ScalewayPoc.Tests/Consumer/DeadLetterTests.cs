using System.Net;
using System.Text.Json.Nodes;
using static ScalewayPoc.Tests.Consumer.DeadLetterSetup;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Showing and replaying dead letters at the Consumer's own endpoints.</summary>
public class DeadLetterTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task What_the_queue_gave_up_is_shown_with_its_reason_and_stays_visible()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers, maxReceiveCount: 2);
        var consumer = await setup.StartConsumerAsync();
        await setup.SendAsync(Poison, TestEvents.Body("good"));
        await Eventually.EqualAsync(1, () => DepthAsync(setup), setup.Logs);

        // Twice: looking gives back, long before the visibility timeout of 10 minutes.
        var first = await ListAsync(consumer);
        var second = await ListAsync(consumer);

        var letter = Assert.Single(second["items"]!.AsArray())!;
        Assert.Equal(Assert.Single(first["items"]!.AsArray())!["id"]!.GetValue<string>(), letter["id"]!.GetValue<string>());
        Assert.Equal("queue", letter["kept"]!.GetValue<string>());
        Assert.Equal("'specversion' is missing", letter["reason"]!.GetValue<string>());
        Assert.Equal(Poison, letter["body"]!.GetValue<string>());
        Assert.InRange(letter["deliveries"]!.GetValue<int>(), 2, 10);
        Assert.InRange(letter["receivedAt"]!.GetValue<DateTimeOffset>(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        Assert.False(second["more"]!.GetValue<bool>());
        Assert.Equal("""["queue","table"]""", second["covered"]!.ToJsonString());
    }

    [Fact]
    public async Task What_a_trigger_delivered_is_shown_with_its_reason_and_stays_when_it_is_still_no_event()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        using var body = new ByteArrayContent([.. "no event "u8, 0xFF]);
        (await consumer.Http.PostAsync("/events", body)).EnsureSuccessStatusCode();

        await ReplayAsync(consumer, recorded: 0, left: 1);

        var letter = Assert.Single((await ListAsync(consumer))["items"]!.AsArray())!;
        Assert.Equal("table", letter["kept"]!.GetValue<string>());
        Assert.Equal("the body is not UTF-8", letter["reason"]!.GetValue<string>());
        Assert.Equal("no event \ufffd", letter["body"]!.GetValue<string>());
        Assert.Null(letter["deliveries"]);
    }

    [Fact]
    public async Task Replaying_records_what_is_an_event_from_both_places_and_keeps_the_rest()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, [.. TestEvents.Bodies(25), Poison]);
        foreach (var body in (string[])[Poison, TestEvents.Body("e3"), TestEvents.Body("table"), "hello"])
        {
            await KeepInTableAsync(setup, body);
        }
        var readable = (await ListAsync(consumer))["items"]!.AsArray().Single(item => item!["body"]!.GetValue<string>().Contains("\"e7\"", StringComparison.Ordinal))!;
        Assert.Equal("valid, but never recorded", readable["reason"]!.GetValue<string>());

        await ReplayAsync(consumer, recorded: 27, left: 3);

        Assert.Equal(26, await setup.CountAsync());
        Assert.Equal(1, await DepthAsync(setup));
        Assert.Equal(2, await setup.CountAsync("dead_letter"));
        await ReplayAsync(consumer, recorded: 0, left: 3);
        Assert.Equal(26, await setup.CountAsync());
    }

    [Fact]
    public async Task The_event_that_the_log_refuses_stays_and_the_others_of_its_batch_do_not()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        await using (var rule = setup.Database.CreateCommand("alter table event_log add constraint no_e1 check (id <> 'e1')"))
        {
            await rule.ExecuteNonQueryAsync();
        }
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Bodies(4));

        await ReplayAsync(consumer, recorded: 3, left: 1);

        var letter = Assert.Single((await ListAsync(consumer))["items"]!.AsArray())!;
        Assert.Contains("\"e1\"", letter["body"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_them_is_replayed_or_discarded_by_its_id_and_the_others_stay()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, [.. TestEvents.Bodies(12), Poison]);
        await KeepInTableAsync(setup, TestEvents.Body("table"));
        await KeepInTableAsync(setup, "hello");

        foreach (var (text, recorded) in new[] { ("\"e7\"", 1), (Poison, 0), ("\"table\"", 1), ("hello", 0) })
        {
            using var replayed = await consumer.Http.PostAsync($"/dead-letters/replay?id={await IdAsync(text)}", null);
            var outcome = JsonNode.Parse(await replayed.Content.ReadAsStringAsync())!;
            Assert.Equal((recorded, 1 - recorded), (outcome["recorded"]!.GetValue<int>(), outcome["left"]!.GetValue<int>()));
        }
        Assert.Equal(2, await setup.CountAsync());

        foreach (var text in (string[])[Poison, "hello"])
        {
            var id = await IdAsync(text);
            using var discarded = await consumer.Http.DeleteAsync($"/dead-letters/{id}");
            Assert.Equal(HttpStatusCode.NoContent, discarded.StatusCode);
            using var again = await consumer.Http.DeleteAsync($"/dead-letters/{id}");
            Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        }
        Assert.Equal(11, await DepthAsync(setup));
        Assert.Equal(0, await setup.CountAsync("dead_letter"));
        await ReplayAsync(consumer, recorded: 11, left: 0);

        async Task<string> IdAsync(string text) => (await ListAsync(consumer))["items"]!.AsArray()
            .Single(item => item!["body"]!.GetValue<string>().Contains(text, StringComparison.Ordinal))!["id"]!.GetValue<string>();
    }

    [Fact]
    public async Task Two_that_replay_at_once_record_everything_once()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumers = new[] { await StartAsync(setup), await StartAsync(setup) };
        await setup.SendToAsync(setup.DeadLetterUrl, [.. TestEvents.Bodies(120), Poison]);
        foreach (var i in Enumerable.Range(0, 20))
        {
            await KeepInTableAsync(setup, TestEvents.Body($"e{i}"));
        }

        await Task.WhenAll(consumers.Concat(consumers).Select(async consumer =>
            (await consumer.Http.PostAsync("/dead-letters/replay", null)).EnsureSuccessStatusCode()));

        Assert.Equal(120, await setup.CountAsync());
        Assert.Equal(0, await setup.CountAsync("dead_letter"));
        Assert.Equal(1, await DepthAsync(setup));
        await ReplayAsync(consumers[0], recorded: 0, left: 1);
    }

    [Fact]
    public async Task Without_a_connection_string_of_the_queue_the_answer_says_that_the_table_alone_is_covered()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        setup.Settings["ConnectionStrings__deadletters"] = "";
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Body("e1"));

        Assert.Equal("""{"items":[],"more":false,"covered":["table"]}""", (await ListAsync(consumer)).ToJsonString());
        Assert.Equal(
            """{"recorded":0,"left":0,"more":false,"covered":["table"]}""", (await ReplayAsync(consumer, recorded: 0, left: 0)).ToJsonString());
        Assert.Equal(1, await DepthAsync(setup));
    }

    [Fact]
    public async Task A_list_has_a_limit_and_says_when_there_is_more()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, Enumerable.Range(0, 12).Select(_ => Poison));
        await KeepInTableAsync(setup, "newest");

        var some = await ListAsync(consumer, "?limit=12");
        Assert.Equal(12, some["items"]!.AsArray().Count);
        Assert.Equal("newest", some["items"]![0]!["body"]!.GetValue<string>());
        Assert.True(some["more"]!.GetValue<bool>());
        Assert.False((await ListAsync(consumer, "?limit=13"))["more"]!.GetValue<bool>());
        foreach (var wrong in (string[])["0", "1001", "-1", "many", ""])
        {
            using var refused = await consumer.Http.GetAsync($"/dead-letters?limit={wrong}");
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }
    }
}
