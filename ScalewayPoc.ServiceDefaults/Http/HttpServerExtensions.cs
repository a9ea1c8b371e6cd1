using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ScalewayPoc.ServiceDefaults.Http;

/// <summary>Bounds of Kestrel, and the headers of every response.</summary>
public static class HttpServerExtensions
{
    static readonly TimeSpan BodyGracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Makes browsers use the declared content type, and outside development only https: behind the platform's proxy a request
    /// is https by its <c>X-Forwarded-Proto</c>.
    /// </summary>
    public static WebApplication UseSecurityHeaders(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            app.UseHsts();
        }
        app.Use((context, next) =>
        {
            // At the start of the response, because the handler of exceptions clears headers.
            var headers = context.Response.Headers;
            var transportSecurity = headers.StrictTransportSecurity;
            context.Response.OnStarting(() =>
            {
                headers.XContentTypeOptions = "nosniff";
                headers.StrictTransportSecurity = transportSecurity;
                return Task.CompletedTask;
            });
            return next(context);
        });
        return app;
    }

    internal static void AddHttpServer(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsWithValidateOnStart<HttpServerOptions, HttpServerOptionsValidator>().BindConfiguration(HttpServerOptions.Section);
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpServerOptions>>((kestrel, options) => Configure(kestrel, options.Value));
        builder.Services.AddHsts(hsts => hsts.MaxAge = TimeSpan.FromDays(365));
    }

    static void Configure(KestrelServerOptions kestrel, HttpServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = options.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = options.KeepAliveTimeout;
        kestrel.Limits.MinRequestBodyDataRate = new(options.MinBodyRate, BodyGracePeriod);
        kestrel.Limits.MaxRequestHeaderCount = options.MaxHeaders;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
    }
}
