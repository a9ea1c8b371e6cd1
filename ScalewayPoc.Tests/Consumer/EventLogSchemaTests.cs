using Npgsql;
using ScalewayPoc.Consumer.EventLog;

namespace ScalewayPoc.Tests.Consumer;

public class EventLogSchemaTests(TestServers servers) : IClassFixture<TestServers>
{
    /// <summary>The tables as they were created before there were versions, with rows. Never to be changed.</summary>
    const string Unversioned = """
        create table event_log (
            id text primary key,
            sequence bigint not null,
            type text not null,
            subject text null,
            source text not null,
            time timestamptz not null,
            data json null,
            trace_parent text null,
            recorded_at timestamptz not null default clock_timestamp());
        create index event_log_sequence on event_log (sequence desc);
        create index event_log_type on event_log (type, sequence desc);
        create index event_log_subject on event_log (subject, sequence desc);
        create table dead_letter (
            id bigint generated always as identity primary key,
            received_at timestamptz not null default clock_timestamp(),
            reason text not null,
            body bytea not null);
        insert into event_log (id, sequence, type, subject, source, time, data, trace_parent, recorded_at)
        select 'e' || n, n, 'kv.set', 'key', '/scalewaypoc/api', timestamptz '2026-11-23T10:00:00Z', '{"n": 1}', '00-x', timestamptz '2026-11-23T10:00:01Z'
        from generate_series(1, 500) as n;
        insert into dead_letter (reason, body) values ('old', 'same'), ('old', 'same')
        """;

    [Fact]
    public async Task A_database_without_versions_is_migrated_and_keeps_its_rows()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await ExecuteAsync(database, Unversioned);
        var before = await ScalarAsync(database, Fingerprint);

        // Several starters at once, as in a deployment.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => new EventLogSchema(database).MigrateAsync(default))));

        Assert.Equal(before, await ScalarAsync(database, Fingerprint));
        Assert.Equal(EventLogSchema.LatestVersion, await ScalarAsync(database, "select max(version) from schema_version"));
        Assert.Equal(2L, await ScalarAsync(database, "select count(*) from dead_letter"));
        await ExecuteAsync(database, """
            insert into event_log (id, source, sequence, type, time) values ('e1', '/other', 1, 'thing', now());
            insert into event_log (id, source, sequence, type, time) values ('e1', '/other', 1, 'thing', now())
            on conflict (id, source) do nothing
            """);
        Assert.Equal(2L, await ScalarAsync(database, "select count(*) from event_log where id = 'e1'"));
    }

    [Fact]
    public async Task An_insert_of_version_1_is_refused_as_a_fault_of_the_database_and_not_of_the_event()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await new EventLogSchema(database).MigrateAsync(default);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(
            database, "insert into event_log (id, source, sequence, type, time) values ('e1', '/old', 1, 'thing', now()) on conflict (id) do nothing"));

        Assert.Equal("42P10", refusal.SqlState);
        Assert.False(EventLogFaults.IsInData(refusal));
    }

    [Fact]
    public async Task Ten_that_start_at_once_on_an_empty_database_create_the_same_schema()
    {
        for (var round = 0; round < 3; round++)
        {
            await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => new EventLogSchema(database).MigrateAsync(default))));

            await using var migrated = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
            await ExecuteAsync(migrated, Unversioned);
            await new EventLogSchema(migrated).MigrateAsync(default);

            var objects = await ScalarAsync(database, Objects);
            Assert.Contains("event_log_pkey", (string)objects!, StringComparison.Ordinal);
            Assert.Equal(objects, await ScalarAsync(migrated, Objects));
        }
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_the_previous_version()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await ExecuteAsync(database, Unversioned);
        // A name of version 2 is taken.
        await ExecuteAsync(database, "create table dead_letter_digest ()");

        await Assert.ThrowsAsync<PostgresException>(() => new EventLogSchema(database).MigrateAsync(default));

        Assert.Equal("PRIMARY KEY (id)", await ScalarAsync(database, PrimaryKey));
        await ExecuteAsync(database, "drop table dead_letter_digest");
        await new EventLogSchema(database).MigrateAsync(default);
        Assert.Equal("PRIMARY KEY (id, source)", await ScalarAsync(database, PrimaryKey));
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_left_alone()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await ExecuteAsync(database, "create table schema_version (version int primary key); insert into schema_version values (1000)");

        await new EventLogSchema(database).MigrateAsync(default);

        Assert.Equal(DBNull.Value, await ScalarAsync(database, "select to_regclass('event_log')::text"));
    }

    [Fact]
    public async Task A_schema_that_is_up_to_date_needs_no_right_to_create_and_no_lock()
    {
        var connectionString = await servers.CreateDatabaseAsync();
        await using var owner = NpgsqlDataSource.Create(connectionString);
        await new EventLogSchema(owner).MigrateAsync(default);
        await using var connection = await owner.OpenConnectionAsync();
        await using var held = new NpgsqlCommand("begin; lock table event_log in access exclusive mode; lock table schema_version in exclusive mode", connection);
        await held.ExecuteNonQueryAsync();

        await using var readOnly = NpgsqlDataSource.Create(connectionString + ";Options=-c default_transaction_read_only=on");
        await new EventLogSchema(readOnly).MigrateAsync(default);
    }

    [Fact]
    public async Task Pages_by_sequence_source_and_id_use_their_index()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync());
        await new EventLogSchema(database).MigrateAsync(default);
        await ExecuteAsync(database, """
            insert into event_log (id, source, sequence, type, time) select 'e' || n, '/tests', n / 10, 'thing', now() from generate_series(1, 20000) as n;
            analyze event_log
            """);
        await using var command = database.CreateCommand("""
            explain (costs off) select id from event_log where (sequence, source, id) < (1000, '/tests', 'e10005')
            order by sequence desc, source desc, id desc limit 50
            """);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> plan = [];
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains("event_log_position", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Sort", StringComparison.Ordinal));
    }

    const string Fingerprint = "select md5(string_agg(e::text, '|' order by sequence)) from event_log as e";

    const string PrimaryKey = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'event_log_pkey'";

    const string Objects = """
        select string_agg(definition, E'\n' order by definition) from (
            select indexdef as definition from pg_indexes where schemaname = 'public'
            union all
            select format('%s.%s %s %s', table_name, column_name, data_type, is_nullable) from information_schema.columns where table_schema = 'public') as d
        """;

    static async Task ExecuteAsync(NpgsqlDataSource database, string statement)
    {
        await using var command = database.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<object?> ScalarAsync(NpgsqlDataSource database, string query)
    {
        await using var command = database.CreateCommand(query);
        return await command.ExecuteScalarAsync();
    }
}
