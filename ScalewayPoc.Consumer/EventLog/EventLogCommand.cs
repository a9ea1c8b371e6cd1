using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Npgsql;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Stores;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>
/// <c>event-log prune|erase</c>: the command line for retention and for the erasure of one person's data. Needs the connection
/// string <c>events</c> with the right to write, as the Consumer has it.
/// </summary>
static class EventLogCommand
{
    public const string Name = "event-log";

    /// <summary>
    /// Minimum age of what is pruned, in days: a dead letter can come back for 14 days, and the row of its event is what makes
    /// a second delivery harmless.
    /// </summary>
    const int MinDays = 15;

    /// <summary>Rows that one statement looks at; a pruning of any size never holds locks for long.</summary>
    const int PageSize = 10_000;

    /// <summary>Runs a command line; an error is one sentence on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = new RootCommand("The Consumer; without a command it starts.") { Create() }.Parse(args);
        if (parsed.Action is ParseErrorAction error)
        {
            error.ShowHelp = false;
            error.ShowTypoCorrections = false;
        }
        return await parsed.InvokeAsync();
    }

    static Command Create()
    {
        var days = new Option<int>("--older-than-days") { Description = $"Age in days, at least {MinDays}.", Required = true };
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < MinDays)
            {
                result.AddError($"--older-than-days must be at least {MinDays}: younger events can be delivered again, and would be recorded again.");
            }
        });
        var prune = new Command("prune", "Deletes old events, except the last one of each key, which a rebuild of Redis needs.") { days };
        prune.SetAction((parsed, cancellation) => RunAsync(
            database => PruneAsync(database, TimeSpan.FromDays(parsed.GetRequiredValue(days)), cancellation)));
        var subject = new Option<string>("--subject") { Description = "Subject of the events, such as a key.", Required = true };
        var erase = new Command("erase", "Removes the content of all events with a subject, and dead letters that contain it.") { subject };
        erase.SetAction((parsed, cancellation) => RunAsync(
            database => EraseAsync(database, parsed.GetRequiredValue(subject), cancellation)));
        return new Command(Name, "The event log in PostgreSQL.") { prune, erase };
    }

    static async Task<int> RunAsync(Func<NpgsqlDataSource, Task<string>> action)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        try
        {
            var connection = configuration.GetConnectionString(ResourceNames.Events);
            if (string.IsNullOrWhiteSpace(connection))
            {
                throw new ArgumentException($"There is no connection string: set ConnectionStrings__{ResourceNames.Events}.");
            }
            await using var database = NpgsqlDataSource.Create(EventLogDatabaseExtensions.ForTransactionPooling(connection)!);
            Console.WriteLine(await action(database));
            return 0;
        }
        catch (Exception e) when (e is NpgsqlException or ArgumentException or InvalidOperationException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(EventLogFaults.Describe(e));
            return 1;
        }
    }

    static async Task<string> PruneAsync(NpgsqlDataSource database, TimeSpan age, CancellationToken cancellation)
    {
        var (from, deleted) = (long.MinValue, 0);
        while (await PageEndAsync(database, from, cancellation) is { } to)
        {
            await using var command = database.CreateCommand("""
                delete from event_log e
                where sequence > $1 and sequence <= $2 and recorded_at < clock_timestamp() - $3
                    and not (source = $4 and type in ($5, $6) and not exists (
                        select from event_log later
                        where later.subject = e.subject and later.source = $4 and later.type in ($5, $6) and later.sequence > e.sequence))
                """);
            foreach (var value in (object[])[from, to, age, EventSources.Api, EventTypes.KeySet, EventTypes.KeyDeleted])
            {
                command.Parameters.AddWithValue(value);
            }
            deleted += await command.ExecuteNonQueryAsync(cancellation);
            from = to;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{deleted} events deleted that were older than {age.TotalDays} days.");
    }

    static async Task<long?> PageEndAsync(NpgsqlDataSource database, long from, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select max(sequence) from (select sequence from event_log where sequence > $1 order by sequence limit $2) page");
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(PageSize);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    /// <summary>Keeps id, source, time and place of each event, so that another delivery of it has no effect.</summary>
    static async Task<string> EraseAsync(NpgsqlDataSource database, string subject, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var last = new NpgsqlCommand(
            "select type from event_log where subject = $1 and source = $2 and type in ($3, $4) order by sequence desc limit 1", connection)
        {
            Parameters =
            {
                new() { Value = subject }, new() { Value = EventSources.Api }, new() { Value = EventTypes.KeySet }, new() { Value = EventTypes.KeyDeleted },
            },
        };
        if (await last.ExecuteScalarAsync(cancellation) is EventTypes.KeySet)
        {
            throw new InvalidOperationException(
                $"The key {subject} has a value. Delete it with DELETE /api/kv/{subject}, wait until its history shows that, and run the command again.");
        }
        var events = await ExecuteAsync(
            "update event_log set type = 'erased', subject = null, data = null, trace_parent = null where subject = $1", subject);
        // The whole string, with its quotes: not a longer one of another person. Escaped as by .NET's two encoders.
        var letters = await ExecuteAsync(
            "delete from dead_letter where position(convert_to($1, 'UTF8') in body) > 0 or position(convert_to($2, 'UTF8') in body) > 0",
            $"\"{JsonEncodedText.Encode(subject)}\"", $"\"{JsonEncodedText.Encode(subject, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
        await transaction.CommitAsync(cancellation);
        return $"{events} events erased, {letters} dead letters deleted.";

        async Task<int> ExecuteAsync(string statement, params string[] values)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            command.Parameters.AddRange(values.Select(value => new NpgsqlParameter<string> { TypedValue = value }).ToArray());
            return await command.ExecuteNonQueryAsync(cancellation);
        }
    }
}
