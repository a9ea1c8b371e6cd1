using System.Collections.Concurrent;
using Npgsql;
using ScalewayPoc.Tests.Emulators;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("ScalewayPoc.Tests.Support.TestRun", "ScalewayPoc.Tests")]

namespace ScalewayPoc.Tests.Support;

/// <summary>
/// PostgreSQL and Redis of a test run: the first test that needs them starts them, and the end of the run stops them. A test
/// has a database of its own in either.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    static readonly Lazy<Task<EmulatorProcess>> RedisServer = new(() => EmulatorProcess.StartAsync("redis"));
    static readonly Lazy<Task<EmulatorProcess>> PostgresServer = new(StartPostgresAsync);

    // Autovacuum would visit each of the hundreds of databases again and again.
    static readonly string[] PostgresSettings = ["fsync", "full_page_writes", "autovacuum"];

    static readonly ConcurrentBag<string> Databases = [];

    // A server has 16; all tests share the first.
    static readonly ConcurrentBag<int> RedisDatabases = [.. Enumerable.Range(1, 15)];

    /// <summary>Port of Redis.</summary>
    public int RedisPort { get; private set; }

    /// <summary>Address of Redis. All tests share its keys; event ids that matter there are to be unique.</summary>
    public string Redis => $"127.0.0.1:{RedisPort}";

    string _server = "";

    public async Task InitializeAsync()
    {
        var (redis, postgres) = (RedisServer.Value, PostgresServer.Value);
        RedisPort = (await redis).Port;
        _server = ConnectionString(await postgres);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Stops the servers.</summary>
    internal static async Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var server in (Lazy<Task<EmulatorProcess>>[])[RedisServer, PostgresServer])
        {
            if (server.IsValueCreated && server.Value.IsCompletedSuccessfully)
            {
                await (await server.Value).DisposeAsync();
            }
        }
    }

    static string ConnectionString(EmulatorProcess postgres) => $"Host=127.0.0.1;Port={postgres.Port};Username=postgres;Database=";

    /// <summary>Without what takes time and no test here needs: tests that kill a server start their own.</summary>
    static async Task<EmulatorProcess> StartPostgresAsync()
    {
        var postgres = await EmulatorProcess.StartAsync("postgres", "--database", "events");
        await using var source = NpgsqlDataSource.Create(ConnectionString(postgres) + "events");
        foreach (var statement in (string[])[.. PostgresSettings.Select(setting => $"alter system set {setting} = off"), "select pg_reload_conf()"])
        {
            await using var command = source.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
        return postgres;
    }

    /// <summary>Returns the connection string of an empty database: one that another test has returned, else a new one.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        if (Databases.TryTake(out var returned))
        {
            return _server + returned;
        }
        var name = "t" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(_server + "events");
        await using var command = source.CreateCommand("create database " + name);
        await command.ExecuteNonQueryAsync();
        return _server + name;
    }

    /// <summary>Makes a database whose connections are closed available again: emptying it takes a tenth of the time of creating one.</summary>
    public static async Task ReturnDatabaseAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString + ";Pooling=false");
        await using var command = source.CreateCommand("""
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
            drop schema public cascade;
            create schema public;
            grant usage on schema public to public;
            """);
        await command.ExecuteNonQueryAsync();
        Databases.Add(new NpgsqlConnectionStringBuilder(connectionString).Database!);
    }

    /// <summary>Takes a Redis database that no other test uses.</summary>
    public static int TakeRedisDatabase() => RedisDatabases.TryTake(out var number)
        ? number
        : throw new InvalidOperationException("All Redis databases are taken: a test has not given back its own.");

    /// <summary>Gives back a database, which must be empty.</summary>
    public static void ReturnRedisDatabase(int number) => RedisDatabases.Add(number);
}

/// <summary>The run of all tests. xunit 2 has no fixture for an assembly; it disposes the framework at the end.</summary>
public sealed class TestRun : XunitTestFramework, IDisposable
{
    public TestRun(IMessageSink messages)
        : base(messages) => ProcessGuard.Begin();

    /// <summary>Stops what the tests share.</summary>
    public new void Dispose()
    {
        Task.Run(TestServers.StopAsync).GetAwaiter().GetResult();
        base.Dispose();
    }
}
