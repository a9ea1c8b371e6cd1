using System.CommandLine;
using System.CommandLine.Invocation;
using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Api.Rebuild;

/// <summary>
/// Starts a rebuild: <c>POST /api/admin/rebuild</c>, which the dashboard's command calls, and <c>rebuild</c> on the command line,
/// for a machine that reaches Redis.
/// </summary>
static class RebuildApi
{
    public const string Command = "rebuild";

    static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);

    /// <summary>Less than <see cref="HttpLimits.Request"/> by the time that a page takes.</summary>
    static readonly TimeSpan MaxRequest = TimeSpan.FromSeconds(5);

    public static void AddRebuild(this WebApplicationBuilder builder) => builder.Services.AddSingleton<KeyRebuild>();

    public static void MapRebuild(this IEndpointRouteBuilder routes) => routes.MapPost("/api/admin/rebuild", Post)
        .RequireAdministrator()
        .WithTags("Keys")
        .WithName("RebuildKeys")
        .WithSummary("Rebuild the keys from the event log")
        .WithDescription(
            "After a loss of Redis. Applies the last write of each key unless Redis has a newer one; others may write meanwhile. A "
            + "request ends after some seconds: repeat it with after until next is null.")
        .ProducesProblems(ProblemTypes.EventGrammar, ProblemTypes.Unavailable);

    static async Task<Results<Ok<RebuildResult>, Problem>> Post(
        KeyRebuild rebuild, CancellationToken cancellation, [Description("The next of the previous request; nothing in the first one.")] string? after = null) =>
        // Subjects of other sources have another grammar. PostgreSQL has no text with a zero character.
        after is null || !after.Contains('\0', StringComparison.Ordinal)
            ? TypedResults.Ok(await rebuild.RunAsync(after ?? "", MaxRequest, MaxRequest, cancellation))
            : new Problem(ProblemTypes.EventGrammar, "after must be the next of the previous request.");

    /// <summary>Runs a command line; an error is one sentence on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(WebApplication app, string[] args)
    {
        var wait = new Option<int>("--wait")
        {
            Description = "Maximum seconds to wait for the queue to be empty: its events are not in the log yet.",
            DefaultValueFactory = _ => (int)DefaultWait.TotalSeconds,
        };
        var command = new Command(Command, "Rebuilds the keys in Redis from the event log. Others may write meanwhile.") { wait };
        command.SetAction((parsed, cancellation) => RunAsync(app, TimeSpan.FromSeconds(parsed.GetRequiredValue(wait)), cancellation));
        var parsed = new RootCommand("The API; without a command it starts.") { command }.Parse(args);
        if (parsed.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
        }
        return await parsed.InvokeAsync();
    }

    static async Task<int> RunAsync(WebApplication app, TimeSpan wait, CancellationToken cancellation)
    {
        try
        {
            await app.Services.GetRequiredService<Redis>().ConnectAsync(cancellation);
            var result = await app.Services.GetRequiredService<KeyRebuild>().RunAsync("", TimeSpan.MaxValue, wait, cancellation);
            Console.WriteLine($"{result.Keys} keys in the event log up to sequence {result.Sequence}, {result.Changed} changes to Redis.");
            if (!result.QueueEmpty)
            {
                await Console.Error.WriteLineAsync("The queue is not known to be empty: run the command again when its events are in the log.");
            }
            return result.QueueEmpty ? 0 : 2;
        }
        catch (DependencyUnavailableException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Check its connection string and run the command again.");
            return 1;
        }
    }
}
