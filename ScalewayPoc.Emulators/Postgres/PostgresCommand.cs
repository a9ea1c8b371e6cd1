using System.CommandLine;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

/// <summary><c>postgres</c>: a PostgreSQL server of this machine or of an npm package, with one database.</summary>
static class PostgresCommand
{
    public static Command Create()
    {
        var port = ServerOptions.Port();
        var data = ServerOptions.Data();
        var host = ServerOptions.Host();
        var database = new Option<string>("--database") { Description = "Database to create when missing.", Required = true };
        var server = new Option<PostgresServerKind>("--server")
        {
            Description = "native: PostgreSQL 14 or later of this machine; packaged: from npm; auto: the first of them there is.",
        };
        var command = new Command("postgres", "Runs a PostgreSQL server until SIGTERM or SIGINT.")
        {
            port, data, database, host, server,
        };
        command.SetAction((_, _) => throw new EmulatorException("Not available yet."));
        return command;
    }
}
