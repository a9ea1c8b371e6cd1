using Npgsql;
using NpgsqlTypes;
using Polly.Registry;
using ScalewayPoc.ServiceDefaults;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>Keeps input of the trigger that will never be an event, with the reason.</summary>
sealed class DeadLetters(NpgsqlDataSource database, ResiliencePipelineProvider<string> pipelines)
{
    /// <summary>Once it has returned the record is durable.</summary>
    /// <exception cref="EventLogUnavailableException">The database takes nothing now.</exception>
    public async Task RecordAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellation)
    {
        try
        {
            await pipelines.GetPipeline(DependencyPipelines.Postgres).ExecuteAsync(
                async token => await Patience.RunAsync(own => InsertAsync(body, reason, own), token), cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            throw new EventLogUnavailableException("A dead letter cannot be recorded now: " + EventLogFaults.Describe(e), e);
        }
    }

    async Task<int> InsertAsync(ReadOnlyMemory<byte> body, string reason, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand("insert into dead_letter (reason, body) values ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = body, NpgsqlDbType = NpgsqlDbType.Bytea });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
