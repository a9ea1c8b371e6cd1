using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>The command line <c>dead-letters show|replay</c>, as a process of its own.</summary>
public class DeadLetterCommandTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task It_shows_letters_with_their_reasons_and_replays_them()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await DeadLetterSetup.StartAsync(setup);
        await setup.SendToAsync(setup.DeadLetterUrl, "\u009b31mno\nevent", TestEvents.Body("e1"));

        var shown = await SucceedAsync("show", consumer);
        Assert.StartsWith("2 dead letters, the newest first.\n\nqueue ", shown, StringComparison.Ordinal);
        Assert.Contains(", deliveries: 1\n", shown, StringComparison.Ordinal);
        Assert.Contains("\n  why:  the body is not JSON of at most ", shown, StringComparison.Ordinal);
        Assert.Contains("\n  body: ·31mno·event\n", shown, StringComparison.Ordinal);
        Assert.Contains("\n  why:  valid, but never recorded\n", shown, StringComparison.Ordinal);

        Assert.Equal("1 recorded, 1 left.\n", await SucceedAsync("replay", consumer));
        Assert.Equal("0 recorded, 1 left.\n", await SucceedAsync("replay", consumer));
        Assert.StartsWith("1 dead letter.\n", await SucceedAsync("show", consumer), StringComparison.Ordinal);
        Assert.Equal(1, await setup.CountAsync());

        setup.Relay.Close();
        await FailAsync($"The Consumer at {consumer.Http.BaseAddress} says 503: The event log is not available now.", "replay", "--at", $"{consumer.Http.BaseAddress}");
    }

    [Fact]
    public async Task It_says_that_there_are_none_and_what_is_left_out()
    {
        await using var setup = await ConsumerSetup.CreateAsync(servers);
        var consumer = await DeadLetterSetup.StartAsync(setup);

        Assert.Equal(
            "There are no dead letters.\nThe dead-letter queue was left out: the Consumer has no connection string for it.\n",
            await SucceedAsync("show", consumer));
    }

    [Fact]
    public async Task It_fails_with_a_sentence()
    {
        var unused = $"http://127.0.0.1:{EmulatorProcess.FreePort()}";
        await FailAsync($"No Consumer answers at {unused}/ ", "show", "--at", unused);
        await FailAsync("--at must be an address such as http://localhost:5181.", "replay", "--at", "localhost");
        await FailAsync("Unrecognized command or argument 'delete'.", "delete");
        await FailAsync("Required command was not provided.");
    }

    [Fact]
    public async Task It_shows_a_private_container_its_token_and_no_one_who_could_read_it_on_the_way()
    {
        await using var door = await PrivateContainer.StartAsync("secret");

        await FailAsync($"{door.Address} refuses the request (403): set CONSUMER_TOKEN", "show", "--at", door.Address);
        var (code, output, error) = await RunAsync("secret", "show", "--at", door.Address);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal("There are no dead letters.\n", output);

        (code, _, error) = await RunAsync("secret", "show", "--at", "http://consumer.test");
        Assert.Equal(1, code);
        Assert.StartsWith("CONSUMER_AUTH_TOKEN is set, and is not sent unencrypted", error, StringComparison.Ordinal);
    }

    static async Task<string> SucceedAsync(string verb, RunningConsumer consumer)
    {
        var (code, output, error) = await RunAsync(null, verb, "--at", $"{consumer.Http.BaseAddress}");
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    static async Task FailAsync(string sentence, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(null, arguments);
        Assert.NotEqual(0, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    static async Task<(int Code, string Output, string Error)> RunAsync(string? token, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ScalewayPoc.Consumer.dll"), "dead-letters", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONSUMER_AUTH_TOKEN"] = token ?? "";
        start.Environment["CONSUMER_TOKEN"] = TestIssuer.AllScopes;
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync())
            .WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync();
        return (process.ExitCode, texts[0], texts[1]);
    }

    /// <summary>What Scaleway puts in front of a private container: it lets in who shows the token. Behind it are no dead letters.</summary>
    sealed class PrivateContainer : IAsyncDisposable
    {
        readonly WebApplication _app;

        PrivateContainer(WebApplication app) => _app = app;

        public string Address => _app.Urls.Single() + "/";

        public static async Task<PrivateContainer> StartAsync(string token)
        {
            var app = WebApplication.CreateSlimBuilder().Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.MapGet("/dead-letters", (HttpRequest request) => request.Headers["X-Auth-Token"] == token
                ? Results.Content("""{"items":[],"more":false,"covered":["queue","table"]}""", "application/json")
                : Results.StatusCode((int)HttpStatusCode.Forbidden));
            await app.StartAsync();
            return new(app);
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
