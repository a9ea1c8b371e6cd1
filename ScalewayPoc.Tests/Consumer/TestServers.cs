using Npgsql;
using ScalewayPoc.Tests.Emulators;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>
/// PostgreSQL and Redis for the tests of one class. Classes that run at the same time share them; the last one stops them.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    static readonly SemaphoreSlim Change = new(1);
    static int _users;
    static EmulatorProcess? _postgres;
    static EmulatorProcess? _redis;

    /// <summary>Address of Redis. Its keys are shared by all tests; event ids that matter there are to be unique.</summary>
    public string Redis { get; private set; } = "";

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
            Redis = $"127.0.0.1:{_redis!.Port}";
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
}
