using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Serves requests for another second after the signal to stop: a load balancer learns of the stop later than the process,
/// and Kestrel, once it stops, drops requests that have arrived on a connection and are not yet being handled. Each response
/// in that time closes its connection, so that no client reuses one.
/// </summary>
sealed class RequestDraining(IHostApplicationLifetime lifetime, IConfiguration configuration) : IHostedLifecycleService, IStartupFilter
{
    /// <summary>Setting; 1 s unless given.</summary>
    const string DrainTime = nameof(DrainTime);

    /// <summary>Runs before any service is stopped, the web server included.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.Delay(configuration[DrainTime] is { } time ? TimeSpan.Parse(time, CultureInfo.InvariantCulture) : TimeSpan.FromSeconds(1), cancellationToken);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                // At the start of the response, because the handler of exceptions clears headers.
                context.Response.OnStarting(static response =>
                {
                    ((HttpResponse)response).Headers.Connection = "close";
                    return Task.CompletedTask;
                }, context.Response);
            }
            return rest(context);
        });
        next(app);
    };

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Registers <see cref="RequestDraining"/>.</summary>
public static class RequestDrainingExtensions
{
    /// <summary>Stops the service without dropping requests; the stop takes a second longer.</summary>
    public static WebApplicationBuilder AddRequestDraining(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestDraining>();
        builder.Services.AddSingleton<IStartupFilter>(services => services.GetRequiredService<RequestDraining>());
        builder.Services.AddHostedService(services => services.GetRequiredService<RequestDraining>());
        return builder;
    }
}
