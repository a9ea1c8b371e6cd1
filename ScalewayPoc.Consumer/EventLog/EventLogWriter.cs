using Npgsql;
using NpgsqlTypes;
using Polly;
using Polly.Registry;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>
/// Appends events to the log: one statement per batch, and an event that is there already stays as it is. Runs without
/// anything that outlives a transaction on the server, so that it works behind a transaction pooler.
/// </summary>
sealed class EventLogWriter(NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines)
{
    // Ordered by id: two statements that insert the same ids in different orders could wait for each other for ever.
    const string Insert = """
        insert into event_log (id, sequence, type, subject, source, time, data, trace_parent)
        select id, sequence, type, subject, source, time, data::json, trace_parent
        from unnest($1, $2, $3, $4, $5, $6, $7, $8) as e (id, sequence, type, subject, source, time, data, trace_parent)
        order by id
        on conflict (id) do nothing
        """;

    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.Postgres);

    /// <summary>
    /// Appends the events. Once it has returned they are durable, but for those that the database will never take.
    /// </summary>
    /// <exception cref="EventLogUnavailableException">Some may be in the log; the same call is to be made again later.</exception>
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
                result.Refused.Add(events[0], EventLogFaults.Describe(e));
                return;
            }
            // One bad event fails the statement for all: halve until it is alone.
            var half = events.Count / 2;
            await AppendAsync([.. events.Take(half)], result, cancellation);
            await AppendAsync([.. events.Skip(half)], result, cancellation);
        }
        catch (Exception e) when (e is not EventLogUnavailableException && !cancellation.IsCancellationRequested)
        {
            throw new EventLogUnavailableException("The event log takes no events now: " + EventLogFaults.Describe(e), e);
        }
    }

    async Task<int> InsertAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Insert);
        Add(NpgsqlDbType.Text, e => e.Envelope.Id);
        Add(NpgsqlDbType.Bigint, e => e.Sequence);
        Add(NpgsqlDbType.Text, e => e.Envelope.Type);
        Add(NpgsqlDbType.Text, e => e.Envelope.Subject);
        Add(NpgsqlDbType.Text, e => e.Envelope.Source);
        Add(NpgsqlDbType.TimestampTz, e => e.Envelope.Time.UtcDateTime);
        Add(NpgsqlDbType.Text, e => e.Data);
        Add(NpgsqlDbType.Text, e => e.TraceParent);
        return await command.ExecuteNonQueryAsync(cancellation);

        void Add<T>(NpgsqlDbType type, Func<IncomingEvent, T> value) => command.Parameters.Add(new NpgsqlParameter<T[]>
        {
            TypedValue = [.. events.Select(value)],
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
    }
}
