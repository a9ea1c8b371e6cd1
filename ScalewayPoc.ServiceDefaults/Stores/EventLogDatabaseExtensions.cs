using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ScalewayPoc.ServiceDefaults.Health;

namespace ScalewayPoc.ServiceDefaults.Stores;

/// <summary>Registers the database of the event log.</summary>
public static class EventLogDatabaseExtensions
{
    /// <summary>
    /// Registers an <see cref="NpgsqlDataSource"/> for the connection string <paramref name="connectionName"/>, set up for
    /// a server that pools transactions, and a health check of the same name. Nothing is connected before the first use.
    /// </summary>
    public static IHostApplicationBuilder AddEventLogDatabase(this IHostApplicationBuilder builder, string connectionName)
    {
        builder.AddNpgsqlDataSource(connectionName, settings =>
        {
            settings.ConnectionString = ForTransactionPooling(settings.ConnectionString);
            settings.DisableHealthChecks = true;
        });
        builder.AddDependencyCheck(connectionName, async (services, cancellation) =>
        {
            await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellation);
        });
        return builder;
    }

    /// <summary>
    /// Completes a connection string for Scaleway Serverless SQL, whose pooler assigns a server session to each transaction.
    /// Settings of the connection string itself are kept. The settings also suit a plain PostgreSQL server.
    /// </summary>
    /// <exception cref="ArgumentException">The connection string is malformed or has an unknown keyword.</exception>
    public static string? ForTransactionPooling(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return connectionString;
        }
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // DISCARD ALL, the default on return to the pool, is not guaranteed there.
        Default("No Reset On Close", true);
        // A named prepared statement belongs to a server session, and the next transaction may use another one.
        Default("Max Auto Prepare", 0);
        // An idle database is stopped after five minutes; the first statement then waits for seconds (both in seconds).
        Default("Timeout", 15);
        Default("Command Timeout", 30);
        // Times the maximum number of containers, this must stay below the connection limit of the database.
        Default("Maximum Pool Size", 20);
        return settings.ConnectionString;

        void Default(string keyword, object value)
        {
            if (!settings.ShouldSerialize(keyword))
            {
                settings[keyword] = value;
            }
        }
    }
}
