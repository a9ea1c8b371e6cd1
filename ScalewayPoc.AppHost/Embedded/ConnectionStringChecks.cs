using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.AppHost.Embedded;

static class ConnectionStringChecks
{
    /// <summary>
    /// Registers a health check that needs the connection string of <paramref name="resource"/>, which is known only once
    /// its ports are; returns the key of the check.
    /// </summary>
    public static string AddConnectionStringCheck<T>(
        this IDistributedApplicationBuilder builder, T resource, Action<IHealthChecksBuilder, string, Func<IServiceProvider, string>> add)
        where T : IResourceWithConnectionString
    {
        string? connectionString = null;
        builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(resource, async (_, stop) =>
            connectionString = await resource.GetConnectionStringAsync(stop));
        var key = $"{resource.Name}_check";
        add(builder.Services.AddHealthChecks(), key, _ => connectionString
            ?? throw new InvalidOperationException($"The connection string of {resource.Name} is not known yet."));
        return key;
    }
}
