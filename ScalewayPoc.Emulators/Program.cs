using System.CommandLine;
using ScalewayPoc.Emulators.Edge;
using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Issuer;
using ScalewayPoc.Emulators.Postgres;
using ScalewayPoc.Emulators.Redis;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.Emulators.Triggers;

var root = new RootCommand("Local stand-ins for the managed services of ScalewayPoc. For development: they ask for no password.")
{
    RedisCommand.Create(),
    PostgresCommand.Create(),
    SqsCommand.Create(),
    EdgeCommand.Create(),
    TriggerCommand.Create(),
    IssuerCommand.Create(),
};

return await CommandRunner.RunAsync(root, args);
