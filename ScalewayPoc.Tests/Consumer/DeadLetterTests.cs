using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Showing and replaying dead letters at the Consumer's own endpoints.</summary>
public class DeadLetterTests(TestServers servers) : IClassFixture<TestServers>
{
    const string Poison = "{\"no\":\"event\"}";

    [Fact]
    public async Task What_the_queue_gave_up_is_shown_with_its_reason_and_stays_visible()
    {
        await using var setup = await CreateAsync(maxReceiveCount: 2);
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
        await using var setup = await CreateAsync();
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
        await using var setup = await CreateAsync();
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, [.. TestEvents.Bodies(25), Poison]);
        foreach (var body in (string[])[Poison, TestEvents.Body("e3"), TestEvents.Body("table"), "hello"])
        {
            await KeepInTableAsync(setup, body);
        }
        var readable = (await ListAsync(consumer))["items"]!.AsArray().Single(item => item!["body"]!.GetValue<string>().Contains("\"e7\"", StringComparison.Ordinal))!;
        Assert.Equal("it can be read, but has not got into the event log (deliveries: 1)", readable["reason"]!.GetValue<string>());

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
        await using var setup = await CreateAsync();
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
    public async Task Two_that_replay_at_once_record_everything_once()
    {
        await using var setup = await CreateAsync();
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_consumer_that_is_killed_while_it_replays_loses_and_doubles_nothing(bool afterTheEffect)
    {
        await using var setup = await CreateAsync(visibilityTimeout: 3);
        await using var queue = new TcpRelay(setup.QueuePort);
        setup.Settings["ConnectionStrings__deadletters"] = setup.QueueConnection(setup.DeadLetterUrl, queue.Port);
        var killed = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, [.. TestEvents.Bodies(30), Poison]);
        Task<HttpResponseMessage> replay;
        IDisposable? hold = null;
        await using (await setup.LockLogAsync())
        {
            replay = killed.Http.PostAsync("/dead-letters/replay", null);
            await setup.InsertWaitsAsync();
            if (afterTheEffect)
            {
                hold = queue.Hold();
            }
            else
            {
                await killed.KillAsync();
            }
        }
        if (afterTheEffect)
        {
            // Durable, and the deletion does not arrive.
            await Eventually.TrueAsync(async () => await setup.CountAsync() > 0, setup.Logs);
            await killed.KillAsync();
            queue.Cut();
            hold!.Dispose();
        }
        await Assert.ThrowsAsync<HttpRequestException>(() => replay);

        var next = await StartAsync(setup);

        await Eventually.EqualAsync((30, 1), async () =>
        {
            (await next.Http.PostAsync("/dead-letters/replay", null)).EnsureSuccessStatusCode();
            return (await setup.CountAsync(), await DepthAsync(setup));
        }, setup.Logs);
    }

    [Fact]
    public async Task A_letter_that_somebody_else_has_by_now_is_not_deleted_with_the_old_handle()
    {
        await using var setup = await CreateAsync(visibilityTimeout: 2);
        setup.Settings["Consumer__DeadLetters__Timeout"] = "00:01:00";
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Body("slow"));
        Task<JsonNode> replay;
        await using (await setup.LockLogAsync())
        {
            replay = ReplayAsync(consumer, recorded: 1, left: 0);
            await setup.InsertWaitsAsync();
            consumer.Freeze();
            // Twice: then even the consumer's own receive is certainly longer ago than the timeout.
            var received = 0;
            await Eventually.TrueAsync(
                async () => (received += (await setup.Sqs.ReceiveMessageAsync(setup.DeadLetterUrl)).Messages?.Count ?? 0) == 2,
                () => "received by the test");
        }
        consumer.Thaw();

        await consumer.LoggedAsync("1 messages were handled, but after their visibility timeout");
        await replay;
        // Meanwhile it may have come back, and have been recognised.
        await Eventually.EqualAsync(0, async () =>
        {
            (await consumer.Http.PostAsync("/dead-letters/replay", null)).EnsureSuccessStatusCode();
            return await DepthAsync(setup);
        }, setup.Logs);
        Assert.Equal(1, await setup.CountAsync());
    }

    [Fact]
    public async Task Without_the_event_log_the_answer_is_503_and_all_letters_are_still_there()
    {
        await using var setup = await CreateAsync();
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Bodies(12));
        await KeepInTableAsync(setup, TestEvents.Body("table"));
        setup.Relay.Close();

        await IsUnavailableAsync(consumer.Http.GetAsync("/dead-letters"), "The event log is not available now.");
        await IsUnavailableAsync(consumer.Http.PostAsync("/dead-letters/replay", null), "The event log is not available now.");

        setup.Relay.Open();
        await consumer.HealthyAsync();
        // Long before the visibility timeout of 10 minutes: they have been given back.
        await ReplayAsync(consumer, recorded: 13, left: 0);
        Assert.Equal(13, await setup.CountAsync());
    }

    [Fact]
    public async Task A_database_that_hangs_holds_up_nobody_for_longer_than_the_limit()
    {
        await using var setup = await CreateAsync();
        setup.Settings["Consumer__DeadLetters__Timeout"] = "00:00:03";
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Bodies(12));
        using (setup.Relay.Hold())
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            await IsUnavailableAsync(consumer.Http.PostAsync("/dead-letters/replay", null), "takes too long");
            Assert.InRange(clock.Elapsed.TotalSeconds, 2.5, 8);
        }

        await consumer.HealthyAsync();
        await ReplayAsync(consumer, recorded: 12, left: 0);
        Assert.Equal(12, await setup.CountAsync());
    }

    [Fact]
    public async Task Without_the_queue_the_answer_is_503_and_it_is_found_again()
    {
        await using var setup = await CreateAsync();
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Body("e1"));
        await setup.StopQueueAsync();

        await IsUnavailableAsync(consumer.Http.GetAsync("/dead-letters"), "The dead-letter queue ingress-dlq does not answer.");
        await IsUnavailableAsync(consumer.Http.PostAsync("/dead-letters/replay", null), "The dead-letter queue ingress-dlq does not answer.");

        await setup.StartQueueAsync();
        await ReplayAsync(consumer, recorded: 1, left: 0);
    }

    [Fact]
    public async Task Without_a_connection_string_of_the_queue_the_answer_says_that_the_table_alone_is_covered()
    {
        await using var setup = await CreateAsync();
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
        await using var setup = await CreateAsync();
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

    /// <summary>With a visibility timeout of 10 minutes: what is not given back does not come back while a test runs.</summary>
    async Task<ConsumerSetup> CreateAsync(int visibilityTimeout = 600, int maxReceiveCount = 3)
    {
        var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout, maxReceiveCount);
        setup.Settings["ConnectionStrings__deadletters"] = setup.QueueConnection(setup.DeadLetterUrl);
        return setup;
    }

    static async Task<ConsumerProcess> StartAsync(ConsumerSetup setup)
    {
        var consumer = await setup.StartConsumerAsync("trigger");
        await consumer.HealthyAsync();
        return consumer;
    }

    static async Task<JsonNode> ListAsync(ConsumerProcess consumer, string query = "") =>
        (await consumer.Http.GetFromJsonAsync<JsonNode>("/dead-letters" + query))!;

    static async Task<JsonNode> ReplayAsync(ConsumerProcess consumer, int recorded, int left)
    {
        using var answer = await consumer.Http.PostAsync("/dead-letters/replay", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var outcome = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal((recorded, left), (outcome["recorded"]!.GetValue<int>(), outcome["left"]!.GetValue<int>()));
        return outcome;
    }

    static async Task IsUnavailableAsync(Task<HttpResponseMessage> request, string detail)
    {
        using var answer = await request;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    static async Task<int> DepthAsync(ConsumerSetup setup)
    {
        var (visible, inFlight) = await setup.DepthAsync(setup.DeadLetterUrl);
        return visible + inFlight;
    }

    static async Task KeepInTableAsync(ConsumerSetup setup, string body)
    {
        await using var command = setup.Database.CreateCommand("insert into dead_letter (reason, body) values ('kept by a test', $1)");
        command.Parameters.AddWithValue(Encoding.UTF8.GetBytes(body));
        await command.ExecuteNonQueryAsync();
    }
}
