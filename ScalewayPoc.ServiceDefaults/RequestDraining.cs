using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.ServiceDefaults;

/// <summary>
/// Goes on answering for a moment after the request to stop: whoever routes requests here learns of it later than the
/// process, and Kestrel, once it stops, drops what has arrived on a connection and is not yet being handled. Each answer
/// in that time ends its connection, so that no client has one left to use.
/// </summary>
sealed class RequestDraining(IHostApplicationLifetime lifetime) : IHostedLifecycleService, IStartupFilter
{
    static readonly TimeSpan Time = TimeSpan.FromSeconds(1);

    /// <summary>Comes before any service is stopped, the web server included.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.Delay(Time, cancellationToken);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, rest) =>
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
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
    /// <summary>Lets a service that others send requests to stop without dropping one; its stop takes a second longer.</summary>
    public static WebApplicationBuilder AddRequestDraining(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestDraining>();
        builder.Services.AddSingleton<IStartupFilter>(services => services.GetRequiredService<RequestDraining>());
        builder.Services.AddHostedService(services => services.GetRequiredService<RequestDraining>());
        return builder;
    }
}
