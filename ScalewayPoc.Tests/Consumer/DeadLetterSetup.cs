using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>What the tests of dead letters have in common.</summary>
static class DeadLetterSetup
{
    public const string Poison = "{\"no\":\"event\"}";

    /// <summary>
    /// With a visibility timeout of 10 minutes: what is not given back does not come back while a test runs. And with more
    /// time for an answer than by default: a busy machine is no fault.
    /// </summary>
    public static async Task<ConsumerSetup> CreateAsync(TestServers servers, int visibilityTimeout = 600, int maxReceiveCount = 3)
    {
        var setup = await ConsumerSetup.CreateAsync(servers, visibilityTimeout, maxReceiveCount);
        setup.Settings["ConnectionStrings__deadletters"] = setup.QueueConnection(setup.DeadLetterUrl);
        setup.Settings["Consumer__DeadLetters__Timeout"] = "00:01:00";
        return setup;
    }

    public static Task<RunningConsumer> StartAsync(ConsumerSetup setup) => HealthyAsync(setup.StartConsumerAsync("trigger"));

    public static Task<ConsumerProcess> StartProcessAsync(ConsumerSetup setup) => HealthyAsync(setup.StartConsumerProcessAsync("trigger"));

    static async Task<T> HealthyAsync<T>(Task<T> start)
        where T : RunningConsumer
    {
        var consumer = await start;
        await consumer.HealthyAsync();
        return consumer;
    }

    public static async Task<JsonNode> ListAsync(RunningConsumer consumer, string query = "") =>
        (await consumer.Http.GetFromJsonAsync<JsonNode>("/dead-letters" + query))!;

    public static async Task<JsonNode> ReplayAsync(RunningConsumer consumer, int recorded, int left)
    {
        using var answer = await consumer.Http.PostAsync("/dead-letters/replay", null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var outcome = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal((recorded, left), (outcome["recorded"]!.GetValue<int>(), outcome["left"]!.GetValue<int>()));
        return outcome;
    }

    public static async Task<int> DepthAsync(ConsumerSetup setup)
    {
        var (visible, inFlight) = await setup.DepthAsync(setup.DeadLetterUrl);
        return visible + inFlight;
    }

    public static async Task KeepInTableAsync(ConsumerSetup setup, string body)
    {
        await using var command = setup.Database.CreateCommand("insert into dead_letter (reason, body) values ('kept by a test', $1)");
        command.Parameters.AddWithValue(Encoding.UTF8.GetBytes(body));
        await command.ExecuteNonQueryAsync();
    }
}
