using Npgsql;
using ScalewayPoc.Consumer.EventLog;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>The command line <c>event-log prune|erase</c>, as a process of its own.</summary>
public sealed class EventLogCommandTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    string _connectionString = "";
    NpgsqlDataSource _database = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await servers.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(_connectionString);
        await new EventLogSchema(_database).MigrateAsync(default);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Prune_deletes_old_events_and_keeps_the_last_one_of_each_key()
    {
        await ExecuteAsync("""
            insert into event_log (id, sequence, type, subject, source, time, recorded_at) values
                ('a1', 1, 'kv.set', 'a', '/scalewaypoc/api', now(), now() - interval '40 days'),
                ('a2', 2, 'kv.set', 'a', '/scalewaypoc/api', now(), now() - interval '39 days'),
                ('b1', 3, 'kv.set', 'b', '/scalewaypoc/api', now(), now() - interval '38 days'),
                ('b2', 4, 'kv.deleted', 'b', '/scalewaypoc/api', now(), now() - interval '1 day'),
                ('o1', 5, 'order.placed', 'o', '/scalewaypoc/api', now(), now() - interval '31 days'),
                ('o2', 6, 'order.placed', 'o', '/scalewaypoc/api', now(), now() - interval '29 days');
            insert into event_log (id, sequence, type, source, time, recorded_at)
            select 'n' || n, 100 + n, 'thing', '/other', now(), now() - interval '31 days' from generate_series(1, 20005) n
            """);

        Assert.Equal("20008 events deleted that were older than 30 days.\n", await SucceedAsync("prune", "--older-than-days", "30"));
        Assert.Equal(["a2", "b2", "o2"], await ReadAsync("select id from event_log order by 1"));
        Assert.Equal("0 events deleted that were older than 30 days.\n", await SucceedAsync("prune", "--older-than-days", "30"));
    }

    [Fact]
    public async Task Erase_removes_the_content_and_another_delivery_does_not_bring_it_back()
    {
        const string Insert = """
            insert into event_log (id, sequence, type, subject, source, time, data, trace_parent) values
                ('a1', 1, 'kv.set', 'alice', '/scalewaypoc/api', now(), '"secret"', 'x'),
                ('a2', 2, 'kv.deleted', 'alice', '/scalewaypoc/api', now(), null, 'x'),
                ('a3', 3, 'order.placed', 'alice', '/other', now(), '"secret"', 'x'),
                ('b1', 4, 'kv.set', 'bob', '/scalewaypoc/api', now(), '"his"', 'x')
            on conflict (id, source) do nothing
            """;
        await ExecuteAsync(Insert + "; insert into dead_letter (reason, body) values ('r', '{\"subject\":\"alice\"'), ('r', '{\"subject\":\"alice2\"')");

        Assert.Equal("3 events erased, 1 dead letters deleted.\n", await SucceedAsync("erase", "--subject", "alice"));
        await ExecuteAsync(Insert);
        Assert.Equal(["a1 erased - -", "a2 erased - -", "a3 erased - -", "b1 kv.set bob \"his\""],
            await ReadAsync("select id || ' ' || type || ' ' || coalesce(subject, '-') || ' ' || coalesce(data::text, '-') from event_log order by 1"));
        Assert.Equal(["{\"subject\":\"alice2\""], await ReadAsync("select convert_from(body, 'UTF8') from dead_letter"));
    }

    [Fact]
    public async Task Erase_finds_a_subject_in_dead_letters_with_and_without_escapes()
    {
        await ExecuteAsync("""
            insert into dead_letter (reason, body) values
                ('r', convert_to('{"subject":"zoë+1@x.eu"}', 'UTF8')), ('r', convert_to('{"subject":"zo\u00EB\u002B1@x.eu"}', 'UTF8'))
            """);

        Assert.Equal("0 events erased, 2 dead letters deleted.\n", await SucceedAsync("erase", "--subject", "zoë+1@x.eu"));
    }

    [Fact]
    public async Task Erase_refuses_a_key_that_has_a_value()
    {
        await ExecuteAsync("""
            insert into event_log (id, sequence, type, subject, source, time, data)
            values ('b1', 4, 'kv.set', 'bob', '/scalewaypoc/api', now(), '"his"'), ('b2', 5, 'order.placed', 'bob', '/scalewaypoc/api', now(), null)
            """);

        await FailAsync("The key bob has a value. Delete it with DELETE /api/kv/bob", "erase", "--subject", "bob");
        Assert.Equal(["\"his\""], await ReadAsync("select data::text from event_log where type = 'kv.set'"));
    }

    /// <summary>Backup and restore as docs/operations.md says.</summary>
    [SkippableFact]
    public async Task A_log_that_is_restored_from_a_dump_continues()
    {
        Skip.IfNot(Command.IsOnPath("pg_dump") && Command.IsOnPath("pg_restore"), "pg_dump and pg_restore are not on PATH.");
        using var folder = new TemporaryFolder();
        var dump = Path.Combine(folder.Path, "events.dump");
        await ExecuteAsync("insert into event_log (id, sequence, type, source, time, data) values ('e1', 1, 'thing', '/tests', now(), '{\"n\": 1.0}')");
        (await Command.RunAsync("pg_dump", ["--format=custom", "--no-owner", $"--file={dump}", Uri(_connectionString)])).MustSucceed();
        var restored = await servers.CreateDatabaseAsync();

        (await Command.RunAsync("pg_restore", ["--no-owner", "--clean", "--if-exists", $"--dbname={Uri(restored)}", dump])).MustSucceed();

        await _database.DisposeAsync();
        _database = NpgsqlDataSource.Create(restored);
        await new EventLogSchema(_database).MigrateAsync(default);
        await ExecuteAsync("""
            insert into event_log (id, sequence, type, source, time) values ('e1', 1, 'thing', '/tests', now()), ('e2', 2, 'thing', '/tests', now())
            on conflict (id, source) do nothing
            """);
        Assert.Equal(["e1 {\"n\": 1.0}", "e2 -"], await ReadAsync("select id || ' ' || coalesce(data::text, '-') from event_log order by 1"));

        static string Uri(string connectionString)
        {
            var server = new NpgsqlConnectionStringBuilder(connectionString);
            return $"postgres://{server.Username}:{server.Password}@{server.Host}:{server.Port}/{server.Database}";
        }
    }

    [Fact]
    public async Task Commands_fail_with_a_sentence()
    {
        await FailAsync("--older-than-days must be at least 15", "prune", "--older-than-days", "3");
        await FailAsync("Option '--subject' is required.", "erase");
        _connectionString = "";
        await FailAsync("There is no connection string: set ConnectionStrings__events.", "erase", "--subject", "x");
    }

    async Task<string> SucceedAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Output;
    }

    async Task FailAsync(string error, params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
    }

    Task<Command> RunAsync(string[] arguments) => Command.RunAsync(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "ScalewayPoc.Consumer.dll"), "event-log", .. arguments],
        environment: new Dictionary<string, string> { ["ConnectionStrings__events"] = _connectionString });

    async Task ExecuteAsync(string statement)
    {
        await using var command = _database.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }

    async Task<string[]> ReadAsync(string query)
    {
        List<string> rows = [];
        await using var command = _database.CreateCommand(query);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }
        return [.. rows];
    }
}
