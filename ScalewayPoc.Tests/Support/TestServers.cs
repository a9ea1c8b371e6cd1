using System.Collections.Concurrent;
using Npgsql;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Support;

/// <summary>
/// PostgreSQL and Redis for the tests of one class. Classes that run at the same time share them; the last one stops them.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    static readonly SemaphoreSlim Change = new(1);
    static int _users;
    static EmulatorProcess? _postgres;
    static EmulatorProcess? _redis;

    // A server has 16; the first is everybody's.
    static readonly ConcurrentBag<int> RedisDatabases = [.. Enumerable.Range(1, 15)];

    /// <summary>Port of Redis.</summary>
    public int RedisPort { get; private set; }

    /// <summary>Address of Redis. Its keys are shared by all tests; event ids that matter there are to be unique.</summary>
    public string Redis => $"127.0.0.1:{RedisPort}";

    string _server = "";

    public async Task InitializeAsync()
    {
        await Change.WaitAsync();
        try
        {
            if (_users++ == 0)
            {
                var redis = EmulatorProcess.StartAsync("redis");
                _postgres = await EmulatorProcess.StartAsync("postgres", "--database", "events");
                _redis = await redis;
            }
            RedisPort = _redis!.Port;
            _server = $"Host=127.0.0.1;Port={_postgres!.Port};Username=postgres;Database=";
        }
        finally
        {
            Change.Release();
        }
    }

    public async Task DisposeAsync()
    {
        await Change.WaitAsync();
        try
        {
            if (--_users == 0)
            {
                NpgsqlConnection.ClearAllPools();
                await _postgres!.DisposeAsync();
                await _redis!.DisposeAsync();
            }
        }
        finally
        {
            Change.Release();
        }
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(_server + "events");
        await using var command = source.CreateCommand("create database " + name);
        await command.ExecuteNonQueryAsync();
        return _server + name;
    }

    /// <summary>Takes a Redis database that no other test uses.</summary>
    public static int TakeRedisDatabase() => RedisDatabases.TryTake(out var number)
        ? number
        : throw new InvalidOperationException("All Redis databases are taken: a test has not given back its own.");

    /// <summary>Gives back a database, which must be empty.</summary>
    public static void ReturnRedisDatabase(int number) => RedisDatabases.Add(number);
}
