using System.Net;
using System.Net.Http.Headers;
using System.Text;
using ScalewayPoc.Contracts;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class TriggerTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task An_event_is_durable_when_the_answer_is_200_whatever_the_content_type()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        string?[] contentTypes = ["application/json", "application/x-www-form-urlencoded", "text/plain; charset=iso-8859-1", null];

        foreach (var (i, contentType) in contentTypes.Index())
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(consumer, TestEvents.Body($"e{i}"), contentType)).StatusCode);
            Assert.Equal(i + 1, await setup.CountAsync());
        }
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(consumer, TestEvents.Body("e0"))).StatusCode);

        Assert.Equal(contentTypes.Length, await setup.CountAsync());
        Assert.Equal(0, await setup.CountAsync("dead_letter"));
    }

    [Fact]
    public async Task What_is_no_event_is_kept_with_its_reason_and_not_asked_for_again()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);

        using var answer = await PostAsync(consumer, "{\"specversion\":\"0.3\"}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("dead-letter", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var command = setup.Database.CreateCommand("select reason || '|' || convert_from(body, 'UTF8') from dead_letter");
        Assert.Equal("'id' is missing|{\"specversion\":\"0.3\"}", await command.ExecuteScalarAsync());
        Assert.Equal(0, await setup.CountAsync());
    }

    [Fact]
    public async Task Two_sources_with_the_same_id_are_two_events_and_a_foreign_key_event_is_none()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        foreach (var body in new[]
        {
            TestEvents.Body("e1", "/one"), TestEvents.Body("e1", "/two"),
            TestEvents.Body(TestEvents.Envelope("e1", "/three") with { Type = EventTypes.KeySet }),
        })
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(consumer, body)).StatusCode);
        }

        Assert.Equal(2, await setup.CountAsync());
        Assert.Equal(1, await setup.CountAsync("dead_letter where reason like '%reserved for source%'"));
    }

    [Fact]
    public async Task An_unreadable_message_that_is_delivered_again_is_stored_once()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);

        await PostAsync(consumer, "no event");
        await PostAsync(consumer, "no event");
        await PostAsync(consumer, "another");

        Assert.Equal(2, await setup.CountAsync("dead_letter"));
    }

    [Fact]
    public async Task Health_and_answers_do_not_quote_the_database()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var role = "r" + Guid.NewGuid().ToString("n");
        await using (var create = setup.Database.CreateCommand($"create role {role} login"))
        {
            await create.ExecuteNonQueryAsync();
        }
        // A role that may not create tables: "permission denied for schema public".
        setup.User = role;
        var consumer = await setup.StartConsumerAsync("trigger");
        await consumer.LoggedAsync("permission denied");

        var health = await consumer.Http.GetAsync("/health");
        using var answer = await PostAsync(consumer, TestEvents.Body("e1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        foreach (var text in new[] { await health.Content.ReadAsStringAsync(), await answer.Content.ReadAsStringAsync() })
        {
            Assert.DoesNotContain("permission", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        }
        Assert.Contains("SQLSTATE 42501", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_queue_can_deliver_is_refused_and_not_kept()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);

        using var answer = await PostAsync(consumer, new string('x', Limits.QueueRequestBytes + 1));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(0, await setup.CountAsync("dead_letter"));
    }

    [Fact]
    public async Task Without_the_database_good_and_bad_input_are_to_be_delivered_again()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        setup.Relay.Close();

        foreach (var body in new[] { TestEvents.Body("e1"), "no event" })
        {
            using var answer = await PostAsync(consumer, body);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        }

        setup.Relay.Open();
        await Eventually.TrueAsync(async () => (await PostAsync(consumer, TestEvents.Body("e1"))).IsSuccessStatusCode, setup.Logs);
        Assert.Equal(1, await setup.CountAsync());
    }

    [Fact]
    public async Task A_database_that_hangs_does_not_hold_the_answer_longer_than_its_limit()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        setup.Settings["Consumer__Trigger__Timeout"] = "00:00:02";
        var consumer = await StartAsync(setup);
        using var held = setup.Relay.Hold();

        using var answer = await PostAsync(consumer, TestEvents.Body("e1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_database_that_takes_five_seconds_to_wake_up_is_waited_for()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        setup.Relay.DelayNext(WakeUp.Time, WakeUp.IsStatement);

        using var answer = await PostAsync(consumer, TestEvents.Body("e1"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, await setup.CountAsync());
    }

    [Fact]
    public async Task The_endpoint_exists_in_trigger_mode_only_and_no_poller_beside_it()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var poller = await setup.StartConsumerAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(poller, TestEvents.Body("e1"))).StatusCode);
        await poller.DisposeAsync();

        var trigger = await StartAsync(setup);
        await setup.SendAsync(TestEvents.Body("queued"));
        await PostAsync(trigger, TestEvents.Body("posted"));
        Assert.DoesNotContain("Receiving from", trigger.Output, StringComparison.Ordinal);
        Assert.Equal((1, 0), await setup.DepthAsync(setup.QueueUrl));
    }

    [Fact]
    public async Task The_option_of_the_AppHost_in_the_environment_is_none_of_the_service()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        setup.Settings["Consumer"] = "poll";
        var trigger = await StartAsync(setup);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(trigger, TestEvents.Body("posted"))).StatusCode);
        await trigger.DisposeAsync();

        setup.Settings["Consumer"] = "trigger";
        var poller = await setup.StartConsumerAsync();
        await poller.LoggedAsync("Receiving from");
    }

    static async Task<RunningConsumer> StartAsync(ConsumerSetup setup)
    {
        var consumer = await setup.StartConsumerAsync("trigger");
        await consumer.HealthyAsync();
        return consumer;
    }

    static Task<HttpResponseMessage> PostAsync(RunningConsumer consumer, string body, string? contentType = "application/json")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return consumer.Http.PostAsync("/events", content);
    }
}
