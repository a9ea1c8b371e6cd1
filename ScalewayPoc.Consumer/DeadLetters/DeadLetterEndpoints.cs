using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Authentication;
using ScalewayPoc.ServiceDefaults.Queues;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>
/// <c>GET /dead-letters</c>, <c>POST /dead-letters/replay</c> and <c>DELETE /dead-letters/ID</c>, in both modes, for tokens
/// with the scope <c>admin</c>.
/// </summary>
static partial class DeadLetterEndpoints
{
    const int DefaultLimit = 100;

    /// <summary>
    /// Registers both stores. Requires the event handling. Without the queue's connection string only the table is covered.
    /// The queue has no health check: no event depends on it.
    /// </summary>
    /// <exception cref="FormatException">The queue's connection string is malformed.</exception>
    public static void AddDeadLetters(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DeadLettersJsonContext.Default));
        builder.Services.AddSingleton<DeadLetterTable>();
        builder.Services.AddSingleton<DeadLetterService>();
        if (builder.Configuration.GetConnectionString(ResourceNames.DeadLettersConnection) is { Length: > 0 } connectionString)
        {
            var queue = SqsQueue.Connect(connectionString);
            builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<DeadLetterQueue>(services, queue));
        }
    }

    public static void MapDeadLetters(this WebApplication app)
    {
        app.MapGet("/dead-letters", ListAsync).RequireAdministrator();
        app.MapPost("/dead-letters/replay", ReplayAsync).RequireAdministrator();
        app.MapDelete("/dead-letters/{id}", DiscardAsync).RequireAdministrator();
    }

    static async Task<Results<Ok<DeadLetterList>, ProblemHttpResult>> ListAsync(
        HttpResponse response, DeadLetterService service, ILoggerFactory loggers, string? limit = null)
    {
        var count = DefaultLimit;
        if (limit is not null
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= Limits.DeadLetterList))
        {
            return TypedResults.Problem($"limit must be a number from 1 to {Limits.DeadLetterList}.", statusCode: StatusCodes.Status400BadRequest);
        }
        return await AnswerAsync(() => service.ListAsync(count), response, loggers);
    }

    static Task<Results<Ok<ReplayOutcome>, ProblemHttpResult>> ReplayAsync(
        HttpResponse response, DeadLetterService service, ILoggerFactory loggers, string? id = null) =>
        AnswerAsync(() => service.ReplayAsync(id), response, loggers);

    static async Task<IResult> DiscardAsync(HttpResponse response, DeadLetterService service, ILoggerFactory loggers, string id) =>
        (await AnswerAsync(() => service.DiscardAsync(id), response, loggers)).Result switch
        {
            Ok<bool> { Value: true } => TypedResults.NoContent(),
            Ok<bool> => TypedResults.Problem("There is no dead letter with this id.", statusCode: StatusCodes.Status404NotFound),
            var failure => failure,
        };

    static async Task<Results<Ok<T>, ProblemHttpResult>> AnswerAsync<T>(Func<Task<T>> work, HttpResponse response, ILoggerFactory loggers)
    {
        try
        {
            return TypedResults.Ok(await work());
        }
        catch (Exception e) when (e is EventLogUnavailableException or DeadLetterQueueUnavailableException or OperationCanceledException)
        {
            LogUnavailable(loggers.CreateLogger(typeof(DeadLetterEndpoints).FullName!), e.Message);
            return ServiceUnavailable.Create(response, e switch
            {
                EventLogUnavailableException => "The event log is not available now. No dead letter is lost.",
                DeadLetterQueueUnavailableException => e.Message,
                _ => "The event log or the dead-letter queue takes too long. No dead letter is lost.",
            });
        }
    }

    [LoggerMessage(LogLevel.Warning, "Dead letters cannot be shown or replayed now: {Reason}")]
    static partial void LogUnavailable(ILogger logger, string reason);
}
