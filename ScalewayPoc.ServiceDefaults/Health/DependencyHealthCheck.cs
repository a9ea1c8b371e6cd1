using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.ServiceDefaults.Health;

/// <summary>
/// Pings a dependency and reports within <see cref="MaxDuration"/>, even if the client ignores cancellation or blocks.
/// </summary>
sealed class DependencyHealthCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task> ping) : IHealthCheck
{
    /// <summary>Probes commonly time out after five seconds.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(4);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(MaxDuration);
        try
        {
            await DetachedTask.RunAsync(
                async token =>
                {
                    // Requests of /health are not traced; as background work neither are these calls.
                    Activity.Current = null;
                    await ping(services, token);
                    return true;
                },
                timeout.Token);
            return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"No response within {MaxDuration.TotalSeconds} s.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The description is public: the exception, with hosts and roles, is only logged.
            return new HealthCheckResult(context.Registration.FailureStatus, "No response.", e);
        }
    }
}

/// <summary>Registers checks of dependencies.</summary>
static class DependencyHealthCheckExtensions
{
    /// <summary>Adds a check to <c>/health</c> that is healthy when <paramref name="ping"/> completes without an exception.</summary>
    public static void AddDependencyCheck(
        this IHostApplicationBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task> ping) =>
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(name, services => new DependencyHealthCheck(services, ping), null, null));
}
