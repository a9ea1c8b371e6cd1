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
    /// <summary>Subjects of a prefix that are read one after the other.</summary>
    const int MaxSubjects = 100;

    /// <summary>Newest rows that are looked through where there are more subjects.</summary>
    const int NewestRows = 1000;

    const string Columns = "id, sequence, type, subject, source, time, recorded_at, trace_parent";
    const string After = "(sequence, source, id) < (@sequence, @source_after, @id_after)";
    const string HasSubjectPrefix = "subject ^@ @subject_prefix";
    const string NewestFirst = "order by sequence desc limit @limit";
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
        // Prefixes are served by the same indexes as equality: the Consumer creates them with text_pattern_ops.
        if (filter.TypePrefix is { } typePrefix)
        {
            conditions.Add("type ^@ @type_prefix");
            command.Parameters.Add(new NpgsqlParameter<string>("type_prefix", typePrefix));
        }
        if (filter.SubjectPrefix is { } subjectPrefix)
        {
            conditions.Add(HasSubjectPrefix);
            command.Parameters.Add(new NpgsqlParameter<string>("subject_prefix", subjectPrefix));
        }
        command.Parameters.Add(new NpgsqlParameter<long>("sequence", after.Sequence));
        command.Parameters.Add(new NpgsqlParameter<string>("source_after", after.Source));
        command.Parameters.Add(new NpgsqlParameter<string>("id_after", after.Id));
        command.Parameters.Add(new NpgsqlParameter<int>("limit", limit));
        command.CommandText = $"select {Columns}, {(withData ? "data::text" : "null")} from event_log where {Where(filter, conditions)} {Order}";
        return command;
    }

    /// <summary>
    /// With a filter, the page's sequences are found first, by the filter's own index. Without that the planner may walk
    /// the log by sequence, past every newer row of other types. The cursor's own sequence may have more rows.
    /// </summary>
    static string Where(EventFilter filter, List<string> conditions) => conditions.Count == 0
        ? After
        : $"""
          sequence = any(array({Sequences(filter, conditions)}) || @sequence)
          and {string.Join(" and ", conditions)} and {After}
          """;

    /// <summary>
    /// An index has the order of the log within one type or one subject only. So several of them are read one after the other,
    /// the page's limit of each: otherwise all their rows are read and sorted. With a subject, its index has fewer rows to read.
    /// </summary>
    static string Sequences(EventFilter filter, List<string> conditions)
    {
        var all = string.Join(" and ", conditions);
        return filter switch
        {
            { Subject: not null } => Newest(all),
            // With its own condition once more, PostgreSQL would expect fewer rows of each subject than there are.
            { SubjectPrefix: not null } => NewestOfSubjects(string.Join(" and ", conditions.Where(condition => condition != HasSubjectPrefix).DefaultIfEmpty("true"))),
            { Types.Length: > 1 } => NewestOfEach("type", "select unnest(@types)", all),
            { Types: null, TypePrefix: not null } => NewestOfEach("type", ValuesWithPrefix("type"), all),
            _ => Newest(all),
        };
    }

    static string Newest(string conditions) => $"select sequence from event_log where {conditions} and sequence < @sequence {NewestFirst}";

    static string NewestOfEach(string column, string values, string conditions) => $"""
        select sequence from ({values}) as wanted (value) cross join lateral ({Newest($"{column} = wanted.value and {conditions}")}) as of_value {NewestFirst}
        """;

    /// <summary>Finds the values in the column's index, each by one step to the next, as far as they are read.</summary>
    static string ValuesWithPrefix(string column) => $"""
        with recursive found (value) as (
          (select {column} from event_log where {column} ^@ @{column}_prefix order by {column} using ~<~ limit 1)
          union all
          select (select {column} from event_log where {column} ^@ @{column}_prefix and {column} ~>~ found.value order by {column} using ~<~ limit 1)
          from found where found.value is not null)
        select value from found where value is not null
        """;

    /// <summary>
    /// Unlike types, subjects can be as many as events. A few are read one after the other. More of them may fill a page
    /// from the newest rows; otherwise PostgreSQL decides whether to read the log or all their rows.
    /// </summary>
    static string NewestOfSubjects(string others) => $"""
        with subjects as materialized ({ValuesWithPrefix("subject")} limit {MaxSubjects + 1}),
        newest as materialized (
          select sequence from (select * from event_log where sequence < @sequence order by sequence desc limit {NewestRows}) as event_log
          where (select count(*) from subjects) > {MaxSubjects} and {HasSubjectPrefix} and {others} {NewestFirst})
        select sequence from (
          (select sequence from ({NewestOfEach("subject", "select value from subjects", others)}) as few where (select count(*) from subjects) <= {MaxSubjects})
          union
          select sequence from newest
          union
          ({Newest($"(select count(*) from subjects) > {MaxSubjects} and (select count(*) from newest) < @limit and {HasSubjectPrefix} and {others}")})
        ) as found {NewestFirst}
        """;
}
