using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Npgsql;
using ScalewayPoc.Consumer.Envelopes;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>An event in the transaction that records it.</summary>
sealed class EventTransaction(IncomingEvent incoming, NpgsqlConnection connection, NpgsqlTransaction transaction)
{
    public IncomingEvent Event => incoming;

    /// <summary>Creates a statement of the transaction; the caller disposes it.</summary>
    public NpgsqlCommand CreateCommand(string statement) => new(statement, connection, transaction);
}

/// <summary>The event's handler does not accept it: the event is a dead letter until its cause is fixed and it is replayed.</summary>
sealed class EventHandlerException(string type, Exception inner)
    : Exception($"The handler of {type} failed: {inner.Message}", inner);

/// <summary>The handlers of events by type.</summary>
sealed class EventHandlers(IEnumerable<EventHandlers.Registration> registrations)
{
    readonly Dictionary<string, Registration> _handlers = registrations.ToDictionary(handler => handler.Type, StringComparer.Ordinal);

    public bool Handles(IncomingEvent e) => _handlers.ContainsKey(e.Type);

    /// <summary>Runs the handler of the event's type, if there is one.</summary>
    /// <exception cref="EventHandlerException">The handler, or reading the payload, failed for another reason than the database.</exception>
    public async Task HandleAsync(EventTransaction e, CancellationToken cancellation)
    {
        if (!_handlers.TryGetValue(e.Event.Type, out var handler))
        {
            return;
        }
        try
        {
            await handler.HandleAsync(e, cancellation);
        }
        catch (Exception fault) when (fault is not (NpgsqlException or OperationCanceledException))
        {
            throw new EventHandlerException(e.Event.Type, fault);
        }
    }

    public sealed record Registration(string Type, Func<EventTransaction, CancellationToken, Task> HandleAsync);
}

/// <summary>Registers handlers of events.</summary>
static class EventHandlerExtensions
{
    /// <summary>
    /// Handles the events of a type in the transaction that records them. The handler runs once for an event that is in the
    /// log, however often it is delivered: its changes are committed with the event or not at all. It changes tables of the
    /// event log's database only; any other effect would happen at least once.
    /// </summary>
    /// <param name="builder">The Consumer.</param>
    /// <param name="type">Type of the events; one handler per type.</param>
    /// <param name="json">Reads the payload. An event whose payload it does not read is a dead letter.</param>
    /// <param name="handle">
    /// Gets the payload and the transaction. An exception makes the event a dead letter; one of the database is retried unless
    /// the values are its cause.
    /// </param>
    public static void AddEventHandler<T>(
        this WebApplicationBuilder builder, string type, JsonTypeInfo<T> json, Func<T, EventTransaction, CancellationToken, Task> handle) =>
        builder.Services.AddSingleton(new EventHandlers.Registration(type, async (e, cancellation) =>
            await handle(Read(e.Event, json), e, cancellation)));

    static T Read<T>(IncomingEvent e, JsonTypeInfo<T> json) =>
        (e.Data is { } data ? JsonSerializer.Deserialize(data.Span, json) : default) ?? throw new JsonException("there is no data.");
}
