using System.CommandLine;
using System.CommandLine.Invocation;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary><c>dead-letters show|replay</c>: the command line, a client of a running Consumer.</summary>
static class DeadLettersCommand
{
    public const string Name = "dead-letters";

    /// <summary>Variable with the secret key of Scaleway that may call a private container.</summary>
    public const string SecretKeyVariable = "CONSUMER_AUTH_TOKEN";

    /// <summary>Variable with an access token that has the scope <c>admin</c>.</summary>
    public const string TokenVariable = "CONSUMER_TOKEN";

    /// <summary>Runs a command line; an error is one sentence on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = new RootCommand("The Consumer; without a command it starts.") { Create() }.Parse(args);
        if (parsed.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
            error.ShowTypoCorrections = false;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (DeadLettersClientException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Canceled.");
            return 1;
        }
    }

    static Command Create()
    {
        var at = new Option<string>("--at")
        {
            Description = $"Address of the Consumer. Set {TokenVariable} to an access token with the scope admin, and for a private container {SecretKeyVariable} to a secret key that may call it.",
            DefaultValueFactory = _ => "http://localhost:5181",
            Recursive = true,
        };
        at.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            {
                result.AddError("--at must be an address such as http://localhost:5181.");
            }
        });
        var show = new Command("show", "Shows the dead letters and why they are.");
        show.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(at), ShowAsync, cancellation));
        var replay = new Command("replay", "Handles the dead letters again; doing it twice does no more.");
        replay.SetAction((parsed, cancellation) => RunAsync(parsed.GetRequiredValue(at), ReplayAsync, cancellation));
        return new Command(Name, "Messages that did not become events.") { at, show, replay };
    }

    static async Task RunAsync(string at, Func<DeadLettersClient, CancellationToken, Task> action, CancellationToken cancellation)
    {
        using var client = new DeadLettersClient(
            new Uri(at), Environment.GetEnvironmentVariable(SecretKeyVariable), Environment.GetEnvironmentVariable(TokenVariable));
        await action(client, cancellation);
    }

    static async Task ShowAsync(DeadLettersClient client, CancellationToken cancellation) =>
        Console.Write(DeadLetterText.Of(await client.ListAsync(cancellation)));

    static async Task ReplayAsync(DeadLettersClient client, CancellationToken cancellation)
    {
        var outcome = await client.ReplayAsync(cancellation);
        var recorded = outcome.Recorded;
        // One request is bounded: repeat it while it records some.
        while (outcome is { More: true, Recorded: > 0 })
        {
            outcome = await client.ReplayAsync(cancellation);
            recorded += outcome.Recorded;
        }
        Console.Write(DeadLetterText.Of(outcome with { Recorded = recorded }));
    }
}
