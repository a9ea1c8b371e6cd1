using System.Text.Json.Nodes;
using Npgsql;

namespace ScalewayPoc.Tests.Api;

/// <summary>The table of the event log for tests without a Consumer.</summary>
static class EventLogTable
{
    /// <summary>Creates the table with its indexes.</summary>
    /// <param name="log">The database.</param>
    /// <param name="version">1: identity is the id alone; 2: source and id, and an index of the positions.</param>
    public static Task CreateAsync(NpgsqlDataSource log, int version = 2) => ExecuteAsync(log, """
        create table event_log (
          id text not null, sequence bigint not null, type text not null, subject text null, source text not null,
          time timestamptz not null, data json null, trace_parent text null, recorded_at timestamptz not null default clock_timestamp());
        create index event_log_type on event_log (type text_pattern_ops, sequence desc);
        create index event_log_subject on event_log (subject text_pattern_ops, sequence desc);
        """ + (version == 1
        ? "alter table event_log add primary key (id); create index event_log_sequence on event_log (sequence desc)"
        : "alter table event_log add primary key (id, source); create index event_log_position on event_log (sequence desc, source desc, id desc)"));

    /// <summary>Inserts rows; <paramref name="select"/> gives id, sequence, type, subject, source and data.</summary>
    public static Task InsertAsync(NpgsqlDataSource log, string select) => ExecuteAsync(log,
        $"insert into event_log (id, sequence, type, subject, source, data, time) select *, now() from ({select}) as row (id, sequence, type, subject, source, data)");

    public static async Task ExecuteAsync(NpgsqlDataSource log, string sql)
    {
        await using var command = log.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Number of rows that a query reads from table and indexes, those that a filter discards included.</summary>
    public static async Task<double> ReadRowsAsync(NpgsqlCommand query)
    {
        query.CommandText = "explain (analyze, format json) " + query.CommandText;
        return Sum(JsonNode.Parse((string)(await query.ExecuteScalarAsync())!)![0]!["Plan"]!);

        static double Sum(JsonNode node)
        {
            var loops = node["Actual Loops"]!.GetValue<double>();
            var own = node["Relation Name"] is not null || node["Index Name"] is not null
                ? (node["Actual Rows"]!.GetValue<double>() + (node["Rows Removed by Filter"]?.GetValue<double>() ?? 0)) * loops : 0;
            return own + (node["Plans"]?.AsArray().Sum(child => Sum(child!)) ?? 0);
        }
    }

    /// <summary>Ids of all pages of a list, in their order.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(TestApi api, string path, Action<Answer>? inspect = null)
    {
        List<string> ids = [];
        for (string? next = path; next is not null;)
        {
            var page = (await api.GetAsync(next)).Is(System.Net.HttpStatusCode.OK);
            inspect?.Invoke(page);
            ids.AddRange(page.Json["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            next = page.Json["nextCursor"]?.GetValue<string>() is { } cursor ? $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}" : null;
        }
        return ids;
    }
}
