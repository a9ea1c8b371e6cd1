using Npgsql;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>An entry of the event log; token and count are in the data, JSON as it was sent, which a deletion has none of.</summary>
sealed record LogRow(string Id, long Sequence, string Type, string Subject, string? Token, int? Count, string? Data)
{
    /// <summary>Reads the whole log, in its order.</summary>
    public static async Task<IReadOnlyList<LogRow>> ReadAllAsync(NpgsqlDataSource log)
    {
        await using var command = log.CreateCommand(
            "select id, sequence, type, subject, data->>'t', (data->>'n')::int, data::text from event_log order by sequence");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<LogRow>();
        while (await reader.ReadAsync())
        {
            rows.Add(new LogRow(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetInt32(5),
                reader.IsDBNull(6) ? null : reader.GetString(6)));
        }
        return rows;
    }
}
