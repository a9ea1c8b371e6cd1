using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Polly.Registry;
using ScalewayPoc.Consumer.DeadLetters;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Queues;
using static ScalewayPoc.Tests.Consumer.DeadLetterSetup;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Replaying dead letters while something goes wrong: nothing is lost, and nothing is recorded twice.</summary>
public class DeadLetterFaultTests(TestServers servers) : IClassFixture<TestServers>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Slow")]
    public async Task A_consumer_that_is_killed_while_it_replays_loses_and_doubles_nothing(bool afterTheEffect)
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers, visibilityTimeout: 3);
        await using var queue = new TcpRelay(setup.QueuePort);
        setup.Settings["ConnectionStrings__deadletters"] = setup.QueueConnection(setup.DeadLetterUrl, queue.Port);
        var killed = await StartProcessAsync(setup);
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
                await EndWaitingInsertAsync(setup);
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
    [Trait("Category", "Slow")]
    public async Task A_dead_letter_received_again_meanwhile_is_not_deleted_with_the_old_handle()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers, visibilityTimeout: 2);
        var consumer = await StartProcessAsync(setup);
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
    public async Task A_discard_whose_deletion_is_not_confirmed_fails_and_can_be_repeated()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        using var sqs = new HookedSqsClient(setup.QueuePort) { Deleting = _ => throw new HttpRequestException("refused by the test") };
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        await using var app = builder.Build();
        // Discarding handles nothing.
        using var queue = new DeadLetterQueue(
            new SqsQueue(sqs, SqsConnection.Parse(setup.QueueConnection(setup.DeadLetterUrl))), handler: null!,
            app.Services.GetRequiredService<ResiliencePipelineProvider<string>>(), TimeProvider.System, NullLoggerFactory.Instance);
        using var deadline = new RequestDeadline(TimeSpan.FromMinutes(1), TimeProvider.System);
        var id = (await setup.Sqs.SendMessageAsync(setup.DeadLetterUrl, Poison)).MessageId;

        var error = await Assert.ThrowsAsync<DeadLetterQueueUnavailableException>(() => queue.DiscardAsync(id, deadline));
        Assert.Contains("has not confirmed the deletion", error.Message, StringComparison.Ordinal);

        sqs.Deleting = _ => Task.CompletedTask;
        Assert.True(await queue.DiscardAsync(id, deadline));
        Assert.False(await queue.DiscardAsync(id, deadline));
    }

    [Fact]
    public async Task Without_the_event_log_the_answer_is_503_and_all_letters_are_still_there()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
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
    public async Task A_database_that_hangs_delays_no_response_beyond_the_limit()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        setup.Settings["Consumer__DeadLetters__Timeout"] = "00:00:03";
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Bodies(12));
        using (setup.Relay.Hold())
        {
            await IsUnavailableAsync(consumer.Http.PostAsync("/dead-letters/replay", null), "takes too long");
        }

        await consumer.HealthyAsync();
        await ReplayAsync(consumer, recorded: 12, left: 0);
        Assert.Equal(12, await setup.CountAsync());
    }

    [Fact]
    public async Task Without_the_queue_the_answer_is_503_and_it_is_found_again()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, TestEvents.Body("e1"));
        await setup.StopQueueAsync();

        await IsUnavailableAsync(consumer.Http.GetAsync("/dead-letters"), "The dead-letter queue ingress-dlq does not answer.");
        await IsUnavailableAsync(consumer.Http.PostAsync("/dead-letters/replay", null), "The dead-letter queue ingress-dlq does not answer.");

        await setup.StartQueueAsync();
        await ReplayAsync(consumer, recorded: 1, left: 0);
    }

    /// <summary>PostgreSQL goes on with a statement whose client has died, until it has something to tell it.</summary>
    static async Task EndWaitingInsertAsync(ConsumerSetup setup)
    {
        await using var command = setup.Database.CreateCommand(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }

    static async Task IsUnavailableAsync(Task<HttpResponseMessage> request, string detail)
    {
        using var answer = await request;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
