using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using ScalewayPoc.Consumer.DeadLetters;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.Triggers;

/// <summary>
/// Receives the requests of a Scaleway queue trigger: the raw body of one message, with any Content-Type, and no message id.
/// The platform deletes the message after a 2xx and delivers it again after any other status.
/// </summary>
static partial class TriggerEndpoint
{
    /// <summary>Path of the trigger's destination.</summary>
    public const string Path = "/events";

    /// <summary>Registers draining, problem details and JSON.</summary>
    public static void AddTriggerEndpoint(this WebApplicationBuilder builder)
    {
        builder.AddRequestDraining();
        builder.Services.AddProblemDetails();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, TriggerJsonContext.Default));
    }

    /// <summary>
    /// Maps <c>POST /events</c>. A trigger sends no token: the platform checks its credentials, since the container is private.
    /// </summary>
    public static void MapTriggerEndpoint(this WebApplication app) => app.MapPost(Path, HandleAsync).AllowAnonymous();

    static async Task<Results<Ok<TriggerResponse>, ProblemHttpResult>> HandleAsync(
        HttpContext http, EventBatchHandler handler, DeadLetterTable deadLetters, ConsumerOptions options, TimeProvider clock,
        ILoggerFactory loggers)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(options.Trigger.Timeout);
        var logger = loggers.CreateLogger(typeof(TriggerEndpoint).FullName!);
        try
        {
            if (await ReadBodyAsync(http.Request, limit.Token) is not { } body)
            {
                // No queue delivers such a message, so it is not stored.
                return TypedResults.Problem($"A message has at most {Limits.QueueRequestBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge);
            }
            EventTelemetry.Delivered(ResourceNames.Ingress);
            var read = EnvelopeReader.Read(body, messageId: null, clock.GetUtcNow());
            using var scope = read.IsEvent ? EventTelemetry.BeginScope(logger, [read.Event]) : null;
            var reason = read.IsEvent ? await RecordAsync(handler, read.Event, limit.Token) : read.Reason;
            if (reason is null)
            {
                return TypedResults.Ok(new TriggerResponse("recorded"));
            }
            // 2xx, because another delivery would have the same outcome. The table keeps the reason, which the queue's
            // dead-letter queue could not.
            await deadLetters.RecordAsync(body, reason, limit.Token);
            EventTelemetry.DeadLetter(ResourceNames.Ingress);
            LogDeadLetter(logger, reason);
            return TypedResults.Ok(new TriggerResponse("dead-letter", reason));
        }
        catch (Exception e) when (e is EventLogUnavailableException or OperationCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            LogUnavailable(logger, e.Message);
            return ServiceUnavailable.Create(http.Response, "The event log accepts no events now.");
        }
    }

    static async Task<string?> RecordAsync(EventBatchHandler handler, IncomingEvent e, CancellationToken cancellation)
    {
        var request = Activity.Current?.Context ?? default;
        var refused = await handler.HandleAsync([e], new(ResourceNames.Ingress, request, request), cancellation);
        return refused.GetValueOrDefault(e);
    }

    /// <summary>Returns null if the body is larger than a queue message can be.</summary>
    static async Task<byte[]?> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Limits.QueueRequestBytes)
        {
            return null;
        }
        var read = await request.BodyReader.ReadAtLeastAsync(Limits.QueueRequestBytes + 1, cancellation);
        var body = read.Buffer.Length > Limits.QueueRequestBytes ? null : read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    [LoggerMessage(LogLevel.Warning, "A delivered message is unreadable and has been stored as a dead letter: {Reason}")]
    static partial void LogDeadLetter(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Warning, "A delivered message could not be handled and will be delivered again: {Reason}")]
    static partial void LogUnavailable(ILogger logger, string reason);
}
