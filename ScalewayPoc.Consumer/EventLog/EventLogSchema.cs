using Npgsql;
using NpgsqlTypes;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>Tables of the event log. Creating them is idempotent and needs no lock that a transaction pooler would lose.</summary>
sealed class EventLogSchema(NpgsqlDataSource database)
{
    /// <summary>How often losing a race for one object is taken for a race; after that it is a fault.</summary>
    const int Attempts = 10;

    static readonly (string Name, string Definition)[] Objects =
    [
        // json, not jsonb: jsonb refuses \u0000 and changes numbers, and the log keeps what was sent.
        ("event_log", """
            create table if not exists event_log (
                id text primary key,
                sequence bigint not null,
                type text not null,
                subject text null,
                source text not null,
                time timestamptz not null,
                data json null,
                trace_parent text null,
                recorded_at timestamptz not null default clock_timestamp())
            """),
        ("event_log_sequence", "create index if not exists event_log_sequence on event_log (sequence desc)"),
        ("event_log_type", "create index if not exists event_log_type on event_log (type, sequence desc)"),
        ("event_log_subject", "create index if not exists event_log_subject on event_log (subject, sequence desc)"),
        // Input of the trigger that is no event. bytea, because it need not even be text.
        ("dead_letter", """
            create table if not exists dead_letter (
                id bigint generated always as identity primary key,
                received_at timestamptz not null default clock_timestamp(),
                reason text not null,
                body bytea not null)
            """),
    ];

    /// <summary>Creates what is missing. Where nothing is, no statement takes a lock, and no right to create is needed.</summary>
    /// <exception cref="NpgsqlException">The database is out of reach, or refuses.</exception>
    public async Task CreateAsync(CancellationToken cancellation)
    {
        var missing = await FindMissingAsync(cancellation);
        foreach (var (name, definition) in Objects)
        {
            if (missing.Contains(name))
            {
                await CreateAsync(definition, cancellation);
            }
        }
    }

    async Task CreateAsync(string definition, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var command = database.CreateCommand(definition);
                await command.ExecuteNonQueryAsync(cancellation);
                return;
            }
            catch (PostgresException e) when (IsLostRace(e) && attempt < Attempts)
            {
                // "if not exists" does not see what another starter has created and not yet committed. It soon will.
                await Task.Delay(Random.Shared.Next(10, 50), cancellation);
            }
        }
    }

    static bool IsLostRace(PostgresException e) => e.SqlState
        is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject
        or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.InternalError /* tuple concurrently updated */;

    async Task<HashSet<string>> FindMissingAsync(CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("select name from unnest($1) as name where to_regclass(name) is null");
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. Objects.Select(o => o.Name)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        HashSet<string> missing = [];
        while (await reader.ReadAsync(cancellation))
        {
            missing.Add(reader.GetString(0));
        }
        return missing;
    }
}
