using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Events;

/// <summary>Reads events from the log.</summary>
sealed class EventLog(EventLogDatabase database)
{
    /// <summary>A page ends with the event that reaches this size, whatever its limit of events: it bounds a request's memory.</summary>
    public const int MaxPageBytes = 1024 * 1024;

    /// <summary>Maximum number of rows in the first statement of a page. The rows that it returns tell how many more will fit.</summary>
    const int FirstRows = 128;

    /// <summary>One page, newest first. The caller executes or disposes it.</summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer in time.</exception>
    public async Task<EventPage> ListAsync(EventFilter filter, EventCursor after, int limit, bool withData, CancellationToken cancellation)
    {
        var page = new EventPage();
        try
        {
            for (var rows = Math.Min(limit, FirstRows); ;)
            {
                var (from, maxRows, maxBytes) = (after, rows, MaxPageBytes - page.Bytes);
                var chunk = await database.ReadAsync((source, own) => ReadAsync(source, filter, from, maxRows, maxBytes, withData, own), cancellation);
                if (chunk is null)
                {
                    return page;
                }
                page.Add(chunk);
                if (!chunk.More)
                {
                    return page;
                }
                after = chunk.Last;
                if (page.Count >= limit || page.Bytes >= MaxPageBytes)
                {
                    page.Next = after;
                    return page;
                }
                rows = Math.Min(limit - page.Count, ((MaxPageBytes - page.Bytes) / (page.Bytes / page.Count)) + 1);
            }
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The state of a logged event, <see langword="null"/> if it is not in the log. Where several sources have used one id,
    /// the API's own event comes first.
    /// </summary>
    /// <exception cref="DependencyUnavailableException">The database does not answer in time.</exception>
    public Task<EventStatus?> FindAsync(string id, CancellationToken cancellation) => database.ReadAsync(
        async (source, own) =>
        {
            await using var command = source.CreateCommand(
                "select type, subject, sequence, time, recorded_at from event_log where id = $1 order by (source = $2) desc, recorded_at limit 1");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventSources.Api });
            await using var reader = await command.ExecuteReaderAsync(own);
            return await reader.ReadAsync(own)
                ? new EventStatus(
                    id,
                    EventState.Processed,
                    reader.GetString(0),
                    reader.IsDBNull(1) ? null : reader.GetString(1),
                    SequenceText(reader.GetInt64(2)),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetFieldValue<DateTimeOffset>(4))
                : null;
        },
        cancellation);

    static async Task<EventChunk?> ReadAsync(
        NpgsqlDataSource source, EventFilter filter, EventCursor after, int maxRows, int maxBytes, bool withData, CancellationToken cancellation)
    {
        // One row more than wanted tells whether others follow.
        await using var command = EventQuery.Create(source, filter, after, maxRows + 1, withData);
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation);
        var json = new PooledBuffer(4096);
        try
        {
            using var data = new PooledBuffer(4096);
            await using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = ApiJsonContext.Web.Options.Encoder });
            var (count, last) = (0, after);
            while (await reader.ReadAsync(cancellation))
            {
                if (count == maxRows || json.Length >= maxBytes)
                {
                    return new EventChunk(json, count, last, More: true);
                }
                if (count > 0)
                {
                    json.GetSpan(1)[0] = (byte)',';
                    json.Advance(1);
                }
                var row = await ReadRowAsync(reader, data, cancellation);
                JsonSerializer.Serialize(writer, row, ApiJsonContext.Web.LoggedEvent);
                await writer.FlushAsync(cancellation);
                writer.Reset();
                last = new EventCursor(long.Parse(row.Sequence, CultureInfo.InvariantCulture), row.Source, row.Id);
                count++;
            }
            return new EventChunk(json, count, last, More: false);
        }
        catch
        {
            json.Dispose();
            throw;
        }
    }

    /// <summary>Reads the columns in their order; the event's data is in <paramref name="data"/> until the next row.</summary>
    static async Task<LoggedEvent> ReadRowAsync(NpgsqlDataReader reader, PooledBuffer data, CancellationToken cancellation)
    {
        var row = new LoggedEvent(
            reader.GetString(0),
            SequenceText(reader.GetInt64(1)),
            reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            reader.GetString(4),
            reader.GetFieldValue<DateTimeOffset>(5),
            reader.GetFieldValue<DateTimeOffset>(6),
            reader.IsDBNull(7) ? null : reader.GetString(7),
            Data: null);
        if (await reader.IsDBNullAsync(8, cancellation))
        {
            return row;
        }
        data.Clear();
        await using var text = await reader.GetStreamAsync(8, cancellation);
        for (int read; (read = await text.ReadAsync(data.GetMemory(4096), cancellation)) > 0;)
        {
            data.Advance(read);
        }
        return row with { Data = new RawJson(data.Written) };
    }

    static string SequenceText(long sequence) => sequence.ToString("D16", CultureInfo.InvariantCulture);
}
