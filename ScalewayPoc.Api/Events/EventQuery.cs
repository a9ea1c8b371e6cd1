using Npgsql;
using NpgsqlTypes;

namespace ScalewayPoc.Api.Events;

/// <summary>Selects events of the log.</summary>
/// <param name="Types">Any of these; all if <see langword="null"/>.</param>
/// <param name="Subject">With this subject; with any or none if <see langword="null"/>.</param>
/// <param name="Source">From this source; from any if <see langword="null"/>.</param>
/// <param name="TypePrefix">With a type that starts with this; with any if <see langword="null"/>.</param>
/// <param name="SubjectPrefix">With a subject that starts with this; with any or none if <see langword="null"/>.</param>
sealed record EventFilter(
    string[]? Types = null, string? Subject = null, string? Source = null, string? TypePrefix = null, string? SubjectPrefix = null);

/// <summary>The statement that reads a page of events, newest first.</summary>
static class EventQuery
{
    const string Columns = "id, sequence, type, subject, source, time, recorded_at, trace_parent";
    const string After = "(sequence, source, id) < (@sequence, @source_after, @id_after)";
    const string Order = "order by sequence desc, source desc, id desc limit @limit";

    /// <summary>Reads at most <paramref name="limit"/> rows after a position. Columns are those of <see cref="LoggedEvent"/>, in its order.</summary>
    public static NpgsqlCommand Create(NpgsqlDataSource database, EventFilter filter, EventCursor after, int limit, bool withData)
    {
        var command = database.CreateCommand();
        List<string> conditions = [];
        if (filter.Types is { } types)
        {
            conditions.Add(types.Length == 1 ? "type = @type" : "type = any(@types)");
            command.Parameters.Add(types.Length == 1
                ? new NpgsqlParameter<string>("type", types[0])
                : new NpgsqlParameter<string[]>("types", NpgsqlDbType.Array | NpgsqlDbType.Text) { TypedValue = types });
        }
        if (filter.Subject is { } subject)
        {
            conditions.Add("subject = @subject");
            command.Parameters.Add(new NpgsqlParameter<string>("subject", subject));
        }
        if (filter.Source is { } source)
        {
            conditions.Add("source = @source");
            command.Parameters.Add(new NpgsqlParameter<string>("source", source));
        }
        foreach (var (column, prefix) in new[] { ("type", filter.TypePrefix), ("subject", filter.SubjectPrefix) })
        {
            if (prefix is not null)
            {
                // Served by the same index as an equality: the Consumer creates it with text_pattern_ops.
                conditions.Add($"{column} ^@ @{column}_prefix");
                command.Parameters.Add(new NpgsqlParameter<string>($"{column}_prefix", prefix));
            }
        }
        command.Parameters.Add(new NpgsqlParameter<long>("sequence", after.Sequence));
        command.Parameters.Add(new NpgsqlParameter<string>("source_after", after.Source));
        command.Parameters.Add(new NpgsqlParameter<string>("id_after", after.Id));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", limit));
        command.CommandText = $"select {Columns}, {(withData ? "data::text" : "null")} from event_log where {Where(filter, string.Join(" and ", conditions))} {Order}";
        return command;
    }

    /// <summary>
    /// With a filter, the page's sequences are found first, by the filter's own index. Without that the planner may walk
    /// the log by sequence, past every newer row of other types. The cursor's own sequence may have more rows.
    /// </summary>
    static string Where(EventFilter filter, string conditions) => conditions.Length == 0
        ? After
        : $"""
          sequence = any(array({Sequences(filter, conditions)}) || @sequence)
          and {conditions} and {After}
          """;

    /// <summary>
    /// The index of types has the order of the log within one type only. So several types are read one after the other, the
    /// page's limit of each: otherwise all their rows are read and sorted. Those of a prefix are found in the index, each by
    /// one step to the next type. With a subject, its index has fewer rows to read.
    /// </summary>
    static string Sequences(EventFilter filter, string conditions)
    {
        const string newest = "order by sequence desc limit @limit";
        var types = filter switch
        {
            { Subject: not null } or { SubjectPrefix: not null } => null,
            { Types.Length: > 1 } => "select unnest(@types)",
            { Types: null, TypePrefix: not null } => """
                with recursive types (name) as (
                  (select type from event_log where type ^@ @type_prefix order by type using ~<~ limit 1)
                  union all
                  select (select type from event_log where type ^@ @type_prefix and type ~>~ types.name order by type using ~<~ limit 1)
                  from types where types.name is not null)
                select name from types where name is not null
                """,
            _ => null,
        };
        return types is null
            ? $"select sequence from event_log where {conditions} and sequence < @sequence {newest}"
            : $"""
              select sequence from ({types}) as wanted (name) cross join lateral (
                select sequence from event_log where type = wanted.name and {conditions} and sequence < @sequence {newest}) as of_type {newest}
              """;
    }
}
