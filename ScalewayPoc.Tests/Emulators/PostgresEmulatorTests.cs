using System.Collections.Concurrent;
using Npgsql;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>What every PostgreSQL that the emulator can run must do; the subclasses say which.</summary>
public abstract class PostgresEmulatorTests(string server)
{
    [SkippableFact]
    public async Task A_killed_emulator_takes_its_server_along_and_the_next_start_has_the_data()
    {
        await using var postgres = await StartAsync();
        await ExecuteAsync(postgres, "create table t (text text); insert into t values ('ä\U0001F600')");
        var child = ChildProcesses.ServerOf(postgres);

        await postgres.KillAsync();
        // At once, while the server of the first run may still be ending.
        await postgres.StartAgainAsync();

        Assert.False(ChildProcesses.IsRunning(child));
        Assert.Equal("ä\U0001F600", await ExecuteAsync(postgres, "select text from t"));
    }

    [SkippableFact]
    public async Task Acknowledged_rows_survive_kill_9_of_the_server()
    {
        await using var postgres = await StartAsync();
        await ExecuteAsync(postgres, "create table t (id int primary key)");
        var acknowledged = await InsertUntilKilledAsync(postgres, 300);
        Assert.Equal(1, await postgres.EndedAsync());
        Assert.Contains("ended by itself with exit code 137", postgres.Output, StringComparison.Ordinal);

        await postgres.StartAgainAsync();
        await using var source = NpgsqlDataSource.Create(ConnectionString(postgres));
        await using var command = source.CreateCommand("select count(*) from t where id = any($1)");
        command.Parameters.Add(new() { Value = acknowledged });
        Assert.Equal((long)acknowledged.Length, await command.ExecuteScalarAsync());
    }

    [SkippableFact]
    public async Task A_clean_stop_does_not_wait_for_clients()
    {
        Skip.If(OperatingSystem.IsWindows(), EmulatorProcess.NoSignals);
        await using var postgres = await StartAsync();
        await using var client = new NpgsqlConnection(ConnectionString(postgres));
        await client.OpenAsync();
        Assert.Equal(0, await postgres.StopAsync());
        Assert.False(postgres.IsListening());
        // A server that had to be killed would leave it behind.
        Assert.False(File.Exists(Path.Combine(postgres.Data, "postgres", "postmaster.pid")));
    }

    protected static string ConnectionString(EmulatorProcess postgres) =>
        $"Host=127.0.0.1;Port={postgres.Port};Username=postgres;Database=events;Pooling=false";

    protected static async Task<object?> ExecuteAsync(EmulatorProcess postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(postgres));
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own text.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    protected Task<EmulatorProcess> StartAsync()
    {
        Skip.If(server == "packaged" && Programs.Find("npm") is null, "There is no npm, which the packaged server comes from.");
        return EmulatorProcess.StartAsync("postgres", "--database", "events", "--server", server);
    }

    /// <summary>Inserts from several connections at once and kills the server, not the emulator, in the middle.</summary>
    static async Task<int[]> InsertUntilKilledAsync(EmulatorProcess postgres, int count)
    {
        var child = ChildProcesses.ServerOf(postgres);
        var acknowledged = new ConcurrentBag<int>();
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString(postgres));
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand("insert into t values ($1)", connection);
                command.Parameters.Add(new() { Value = 0 });
                while (true)
                {
                    var id = Interlocked.Increment(ref next);
                    command.Parameters[0].Value = id;
                    await command.ExecuteNonQueryAsync();
                    acknowledged.Add(id);
                    if (acknowledged.Count == count)
                        EmulatorProcess.Signal(child, "KILL");
                }
            }
            catch (NpgsqlException)
            {
                // The kill.
            }
        }));
        Assert.True(acknowledged.Count >= count);
        return [.. acknowledged];
    }
}
