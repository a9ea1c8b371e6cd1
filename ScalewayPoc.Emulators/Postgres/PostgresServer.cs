using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

sealed class PostgresServer(ServerSettings settings, IReadOnlyList<string> databases, PostgresBinaries binaries, ServerUser user)
{
    /// <summary>The superuser. It has no password; the server listens on loopback only.</summary>
    const string Superuser = "postgres";

    /// <summary>Recovery after a crash can take that long.</summary>
    static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);

    /// <summary>For a server of an earlier run to end: after a kill -9 of its launcher it writes a checkpoint first.</summary>
    static readonly TimeSpan HandOver = TimeSpan.FromSeconds(10);

    readonly string _folder = FolderIn(settings);

    /// <summary>Major version of the server that made the data, or null when there is none yet.</summary>
    public static int? DataVersion(ServerSettings settings)
    {
        var file = Path.Combine(FolderIn(settings), "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    /// <exception cref="EmulatorException">It cannot be started, or ended by itself.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(_folder))
            await user.TakeOverAsync(_folder, cancellation);
        else
            await InitializeAsync(cancellation);
        await PostmasterFile.ReleaseAsync(_folder, HandOver, cancellation);

        await using var process = await StartAsync(cancellation);
        await CreateDatabasesAsync(cancellation);
        Console.WriteLine("ready");
        await process.RunUntilAsync(cancellation);
    }

    static string FolderIn(ServerSettings settings) => Path.Combine(settings.Data.FullName, "postgres");

    /// <summary>Makes the data folder beside and renames it: what has the final name is complete.</summary>
    async Task InitializeAsync(CancellationToken cancellation)
    {
        var temporary = $"{_folder}.new";
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        Directory.CreateDirectory(temporary);
        await user.TakeOverAsync(temporary, cancellation);
        // The C locale is the same everywhere: indexes do not depend on the machine's language or libc. Without flushing:
        // there is nothing in it yet, and on a busy disk that takes seconds.
        await NativeProcess.RunAsync(
            "initdb", Command(binaries.Initdb, "-D", temporary, "-U", Superuser, "-E", "UTF8", "--no-locale", "-A", "trust", "--no-sync"), cancellation);
        Directory.Move(temporary, _folder);
    }

    async Task<NativeProcess> StartAsync(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var process = NativeProcess.Start("postgres", Command(
                binaries.Postgres, "-D", _folder, "-p", settings.Port.ToString(CultureInfo.InvariantCulture),
                "-c", $"listen_addresses={settings.Host}", "-c", "unix_socket_directories=",
                // On, the default: a commit that was acknowledged survives a power cut and the files stay whole; it costs
                // about a millisecond a commit. A data folder here is kept for months.
                "-c", "fsync=on", "-c", "synchronous_commit=on"));
            try
            {
                await process.WaitUntilReadyAsync(_ => Task.FromResult(PostmasterFile.SaysReady(_folder)), ReadyTimeout, cancellation);
                return process;
            }
            catch (EmulatorException) when (process.OutputContains("pre-existing shared memory block") && clock.Elapsed < HandOver)
            {
                // The children of a killed server are still ending.
                await process.DisposeAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
            }
            catch
            {
                await process.DisposeAsync();
                throw;
            }
        }
    }

    async Task CreateDatabasesAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellation);
        foreach (var database in databases)
            await CreateDatabaseAsync(connection, database, cancellation);
    }

    static async Task CreateDatabaseAsync(NpgsqlConnection connection, string database, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await exists.ExecuteScalarAsync(cancellation) is not null)
            return;
#pragma warning disable CA2100 // A name cannot be a parameter; it is quoted.
        await using var create = new NpgsqlCommand(
            $"create database {new NpgsqlCommandBuilder().QuoteIdentifier(database)}", connection);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(cancellation);
    }

    string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = settings.Host.ToString(),
        Port = settings.Port,
        Username = Superuser,
        Database = "postgres",
        Pooling = false,
        Timeout = 5,
    }.ConnectionString;

    CliWrap.Command Command(params string[] program) =>
        NativeProcess.Command([.. user.Wrapper, .. program]).WithWorkingDirectory(settings.Data.FullName);
}
