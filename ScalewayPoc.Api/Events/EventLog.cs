using System.Globalization;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Api.Events;

/// <summary>Which events of the log are asked for.</summary>
/// <param name="Types">Any of these; all if <see langword="null"/>.</param>
/// <param name="Subject">With this subject; with any or none if <see langword="null"/>.</param>
sealed record EventFilter(string[]? Types, string? Subject);

/// <summary>Reads the event log. The Consumer creates and writes its table; as long as there is none, the log is empty.</summary>
sealed class EventLog(NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines)
{
    const string Columns = "id, sequence, type, subject, source, time, recorded_at, trace_parent, data::text";

    readonly ResiliencePipeline _pipeline = pipelines.GetPipeline(DependencyPipelines.PostgresRead);

    /// <summary>One page, newest first; it begins behind the sequence at which the previous one ended.</summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer in time.</exception>
    public async Task<Page<LoggedEvent>> ListAsync(EventFilter filter, long? after, int limit, CancellationToken cancellation)
    {
        var conditions = new List<string> { "sequence < @after" };
        var parameters = new List<NpgsqlParameter> { new("after", after ?? long.MaxValue), new("limit", limit + 1) };
        if (filter.Types is not null)
        {
            conditions.Add("type = any(@types)");
            parameters.Add(new("types", filter.Types));
        }
        if (filter.Subject is not null)
        {
            conditions.Add("subject = @subject");
            parameters.Add(new("subject", filter.Subject));
        }
        var events = await QueryAsync(
            $"select {Columns} from event_log where {string.Join(" and ", conditions)} order by sequence desc limit @limit", parameters, cancellation);
        return events.Count <= limit
            ? new Page<LoggedEvent>(events, null)
            : new Page<LoggedEvent>(events[..limit], PageRequest.CursorAt(events[limit - 1].Sequence));
    }

    /// <summary>One event, <see langword="null"/> if it is not in the log.</summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer in time.</exception>
    public async Task<LoggedEvent?> FindAsync(string id, CancellationToken cancellation) =>
        (await QueryAsync($"select {Columns} from event_log where id = @id", [new("id", id)], cancellation)).SingleOrDefault();

    async Task<List<LoggedEvent>> QueryAsync(string sql, List<NpgsqlParameter> parameters, CancellationToken cancellation)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                async token => await DetachedTask.RunAsync(own => ReadAsync(sql, parameters, own), token), cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
        catch (Exception e) when (e is NpgsqlException { IsTransient: true } or TimeoutRejectedException or BrokenCircuitException
            or PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.InvalidCatalogName })
        {
            throw new DependencyUnavailableException(ResourceNames.Events, e);
        }
    }

    async Task<List<LoggedEvent>> ReadAsync(string sql, List<NpgsqlParameter> parameters, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(parameter => parameter.Clone()).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var events = new List<LoggedEvent>();
        while (await reader.ReadAsync(cancellation))
        {
            events.Add(new LoggedEvent(
                reader.GetString(0),
                reader.GetInt64(1).ToString("D16", CultureInfo.InvariantCulture),
                reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetFieldValue<DateTimeOffset>(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.IsDBNull(8) ? null : RawJson.Parse(reader.GetString(8))));
        }
        return events;
    }
}
