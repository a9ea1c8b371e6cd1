using Npgsql;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>
/// Creates and migrates the tables of the event log. Versions only go forward; table <c>schema_version</c> has those that
/// were applied. Any number of Consumers may start at once. Everything that a transaction pooler would lose is avoided: the
/// lock is that of a table, and ends with its transaction.
/// </summary>
sealed class EventLogSchema(NpgsqlDataSource database)
{
    /// <summary>Attempts to create <c>schema_version</c> beside other starters.</summary>
    const int MaxAttempts = 10;

    /// <summary>A migration that builds an index over a large log takes minutes; in seconds.</summary>
    const int MigrationTimeout = 600;

    // A reader whose transaction is long must not make every other statement queue up behind the migration's lock: the
    // migration gives up instead, and is tried again.
    const string LockTimeout = "set local lock_timeout = '5s'";

    const string CreateVersions = """
        create table if not exists schema_version (
            version int primary key,
            applied_at timestamptz not null default clock_timestamp())
        """;

    /// <summary>
    /// Version n is the n-th. Applied versions are never edited. Version 1 also finds the tables that were created before
    /// there were versions.
    /// </summary>
    static readonly string[] Versions =
    [
        // json, not jsonb: jsonb refuses \u0000 and changes numbers, and the log keeps what was sent. A dead letter is bytea,
        // because it need not even be text.
        """
        create table if not exists event_log (
            id text primary key,
            sequence bigint not null,
            type text not null,
            subject text null,
            source text not null,
            time timestamptz not null,
            data json null,
            trace_parent text null,
            recorded_at timestamptz not null default clock_timestamp());
        create index if not exists event_log_sequence on event_log (sequence desc);
        create index if not exists event_log_type on event_log (type, sequence desc);
        create index if not exists event_log_subject on event_log (subject, sequence desc);
        create table if not exists dead_letter (
            id bigint generated always as identity primary key,
            received_at timestamptz not null default clock_timestamp(),
            reason text not null,
            body bytea not null)
        """,
        // The identity of an event is its source and id; id comes first because events are also looked up by id alone.
        // Pages go by (sequence, source, id), which is unique. The digest of a dead letter makes recording it repeatable;
        // letters of version 1 have none.
        """
        alter table event_log drop constraint event_log_pkey, add constraint event_log_pkey primary key (id, source);
        create index event_log_position on event_log (sequence desc, source desc, id desc);
        drop index event_log_sequence;
        alter table dead_letter add column digest bytea null;
        create unique index dead_letter_digest on dead_letter (digest)
        """,
        // These operator classes serve equality and prefixes, whatever the database's collation is.
        """
        drop index event_log_type, event_log_subject;
        create index event_log_type on event_log (type text_pattern_ops, sequence desc);
        create index event_log_subject on event_log (subject text_pattern_ops, sequence desc)
        """,
    ];

    /// <summary>The version that this program needs.</summary>
    public static int LatestVersion => Versions.Length;

    /// <summary>
    /// Applies the versions that are missing, all or none. If none is missing, or the database has been migrated by a newer
    /// program, no lock is taken and no right to create is needed.
    /// </summary>
    /// <exception cref="NpgsqlException">The database does not answer or refuses; the call can be repeated.</exception>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        if (await HasVersionsAsync(connection, cancellation))
        {
            if (await ReadVersionAsync(connection, cancellation) >= LatestVersion)
            {
                return;
            }
        }
        else
        {
            await CreateVersionsAsync(connection, cancellation);
        }
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ExecuteAsync(connection, LockTimeout, cancellation);
        // One starter migrates, the others wait here and then find nothing missing.
        await ExecuteAsync(connection, "lock table schema_version in exclusive mode", cancellation);
        for (var version = await ReadVersionAsync(connection, cancellation) + 1; version <= LatestVersion; version++)
        {
            await ExecuteAsync(connection, Versions[version - 1], cancellation);
            await using var command = new NpgsqlCommand("insert into schema_version (version) values ($1)", connection);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
            await command.ExecuteNonQueryAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    static async Task CreateVersionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync(connection, CreateVersions, cancellation);
                return;
            }
            catch (PostgresException e) when (IsLostRace(e) && attempt < MaxAttempts)
            {
                // "if not exists" does not see a table that another starter has created and not yet committed.
                await Task.Delay(Random.Shared.Next(10, 50), cancellation);
            }
        }
    }

    static bool IsLostRace(PostgresException e) => e.SqlState
        is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject;

    static async Task<bool> HasVersionsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select to_regclass('schema_version') is not null", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = MigrationTimeout };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
