using System.Collections.Concurrent;
using Npgsql;
using ScalewayPoc.Tests.Emulators;

namespace ScalewayPoc.Tests.Api;

/// <summary>Redis and PostgreSQL, started once for all tests of the API.</summary>
sealed class Servers : IAsyncDisposable
{
    readonly EmulatorProcess _redis;
    readonly EmulatorProcess _postgres;
    readonly ConcurrentBag<int> _redisDatabases = [.. Enumerable.Range(0, 16)];

    Servers(EmulatorProcess redis, EmulatorProcess postgres) => (_redis, _postgres) = (redis, postgres);

    /// <summary>Port of Redis.</summary>
    public int RedisPort => _redis.Port;

    /// <summary>Port of PostgreSQL.</summary>
    public int PostgresPort => _postgres.Port;

    public static async Task<Servers> StartAsync()
    {
        var redis = EmulatorProcess.StartAsync("redis");
        var postgres = EmulatorProcess.StartAsync("postgres", "--database", "events");
        return new Servers(await redis, await postgres);
    }

    /// <summary>Makes a database; its connection string depends on the port, since a relay may stand in between.</summary>
    public async Task<Func<int, string>> CreateDatabaseAsync()
    {
        var name = "t" + Guid.NewGuid().ToString("n");
        await using var source = NpgsqlDataSource.Create(ConnectionString("events", PostgresPort));
        await using var command = source.CreateCommand("create database " + name);
        await command.ExecuteNonQueryAsync();
        return port => ConnectionString(name, port);
    }

    /// <summary>Takes a Redis database that no other test uses; a server has 16.</summary>
    public int TakeRedisDatabase() => _redisDatabases.TryTake(out var number)
        ? number
        : throw new InvalidOperationException("All Redis databases are taken: a test has not given back its own.");

    /// <summary>Gives back a database, which must be empty.</summary>
    public void ReturnRedisDatabase(int number) => _redisDatabases.Add(number);

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    static string ConnectionString(string database, int port) =>
        $"Host=127.0.0.1;Port={port};Username=postgres;Database={database}";
}
