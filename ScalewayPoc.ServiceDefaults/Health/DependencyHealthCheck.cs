using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.ServiceDefaults.Health;

/// <summary>
/// Asks a dependency for a sign of life and answers within <see cref="Limit"/>, even where the client that is asked
/// ignores cancellation or blocks.
/// </summary>
sealed class DependencyHealthCheck(IServiceProvider services, Func<IServiceProvider, CancellationToken, Task> ask) : IHealthCheck
{
    /// <summary>Longest answer: a probe commonly gives up after five seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(4);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Limit);
        try
        {
            await DetachedTask.RunAsync(
                async token =>
                {
                    await ask(services, token);
                    return true;
                },
                patience.Token);
            return HealthCheckResult.Healthy();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"No answer within {Limit.TotalSeconds} s.");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The description is public: the exception, with hosts and roles, is only logged.
            return new HealthCheckResult(context.Registration.FailureStatus, "Does not answer.", e);
        }
    }
}

/// <summary>Registers checks of dependencies.</summary>
static class DependencyHealthCheckExtensions
{
    /// <summary>Adds a check to <c>/health</c> that is healthy when <paramref name="ask"/> ends without an exception.</summary>
    public static void AddDependencyCheck(
        this IHostApplicationBuilder builder, string name, Func<IServiceProvider, CancellationToken, Task> ask) =>
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(name, services => new DependencyHealthCheck(services, ask), null, null));
}
