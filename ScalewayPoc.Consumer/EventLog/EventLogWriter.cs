using Npgsql;
using NpgsqlTypes;
using Polly;
using Polly.Registry;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>What happened to a batch.</summary>
sealed class AppendResult
{
    /// <summary>Number of events that were not in the log before.</summary>
    public int Added { get; set; }

    /// <summary>The events that the database will never accept, with the reason.</summary>
    public Dictionary<IncomingEvent, string> Refused { get; } = [];
}

/// <summary>
/// Appends events to the log: one statement per batch, in a transaction with the handlers of its events if there are any. An
/// event whose source and id are in the log already stays as it is, and is not handled again.
/// Nothing outlives a transaction on the server, so that it works behind a transaction pooler.
/// </summary>
sealed partial class EventLogWriter(
    NpgsqlDataSource database, EventHandlers handlers, ResiliencePipelineProvider<string> pipelines, ILogger<EventLogWriter> logger)
{
    // Ordered by identity: two statements that insert the same events in different orders could deadlock.
    const string Insert = """
        insert into event_log (id, sequence, type, subject, source, time, data, trace_parent)
        select id, sequence, type, subject, source, time, data::json, trace_parent
        from unnest($1, $2, $3, $4, $5, $6, $7, $8) as e (id, sequence, type, subject, source, time, data, trace_parent)
        order by id, source
        on conflict (id, source) do nothing
        """;

    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Postgres);

    /// <summary>
    /// Appends the events. After it has returned they are durable, except those that the database will never accept.
    /// </summary>
    /// <exception cref="EventLogUnavailableException">Some may be in the log; repeat the call later.</exception>
    public async Task<AppendResult> AppendAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellation)
    {
        var result = new AppendResult();
        await AppendAsync(events, result, cancellation);
        return result;
    }

    async Task AppendAsync(IReadOnlyList<IncomingEvent> events, AppendResult result, CancellationToken cancellation)
    {
        if (events.Count == 0)
        {
            return;
        }
        try
        {
            result.Added += await _pipeline.ExecuteAsync(
                async token => await DetachedTask.RunAsync(own => InsertAsync(events, own), token), cancellation);
        }
        catch (Exception e) when (EventLogFaults.IsInData(e))
        {
            if (events.Count == 1)
            {
                LogRefused(events[0].Source, events[0].Id, events[0].MessageId, EventLogFaults.Describe(e));
                result.Refused.Add(events[0], "the event log does not accept its values: " + EventLogFaults.DescribePublicly(e));
                return;
            }
            // One bad event fails the statement for all: halve until it is alone.
            var half = events.Count / 2;
            await AppendAsync([.. events.Take(half)], result, cancellation);
            await AppendAsync([.. events.Skip(half)], result, cancellation);
        }
        catch (Exception e) when (e is not EventLogUnavailableException && !cancellation.IsCancellationRequested)
        {
            throw new EventLogUnavailableException("The event log accepts no events now: " + EventLogFaults.Describe(e), e);
        }
    }

    async Task<int> InsertAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellation)
    {
        if (!events.Any(handlers.Handles))
        {
            await using var command = database.CreateCommand(Insert);
            AddParameters(command, events);
            return await command.ExecuteNonQueryAsync(cancellation);
        }
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var added = await InsertAsync(events, connection, cancellation);
        var count = added.Count;
        foreach (var e in events.Where(e => added.Remove((e.Id, e.Source))).OrderBy(e => e.Sequence))
        {
            await handlers.HandleAsync(new(e, connection, transaction), cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return count;
    }

    /// <summary>Returns the identities of those that were not in the log.</summary>
    static async Task<HashSet<(string Id, string Source)>> InsertAsync(
        IReadOnlyList<IncomingEvent> events, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Insert + " returning id, source", connection);
        AddParameters(command, events);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        HashSet<(string, string)> added = [];
        while (await reader.ReadAsync(cancellation))
        {
            added.Add((reader.GetString(0), reader.GetString(1)));
        }
        return added;
    }

    static void AddParameters(NpgsqlCommand command, IReadOnlyList<IncomingEvent> events)
    {
        Add(NpgsqlDbType.Text, e => e.Id);
        Add(NpgsqlDbType.Bigint, e => e.Sequence);
        Add(NpgsqlDbType.Text, e => e.Type);
        Add(NpgsqlDbType.Text, e => e.Subject);
        Add(NpgsqlDbType.Text, e => e.Source);
        Add(NpgsqlDbType.TimestampTz, e => e.Time.UtcDateTime);
        // UTF-8 as it was sent: no string is made of it.
        Add(NpgsqlDbType.Text, e => e.Data);
        Add(NpgsqlDbType.Text, e => e.TraceParent);

        void Add<T>(NpgsqlDbType type, Func<IncomingEvent, T> value) => command.Parameters.Add(new NpgsqlParameter<T[]>
        {
            TypedValue = [.. events.Select(value)],
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
    }

    [LoggerMessage(LogLevel.Warning, "Event {EventId} of {EventSource} (message {MessageId}) is unreadable, the event log does not accept its values: {Reason}")]
    partial void LogRefused(string eventSource, string eventId, string? messageId, string reason);
}
