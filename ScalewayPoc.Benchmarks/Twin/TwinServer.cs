using Microsoft.AspNetCore.Http.HttpResults;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ScalewayPoc.Api;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;
using StackExchange.Redis;

namespace ScalewayPoc.Benchmarks.Twin;

/// <summary>
/// GET and PUT of a key as a minimal API directly on StackExchange.Redis: no validation, no entity tags, no resilience. The
/// exporter, the instrumentation and JwtBearer are those of the API.
/// </summary>
static class TwinServer
{
    public static WebApplication Build(string redis, string? issuer, string? queue, bool script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Configuration["ConnectionStrings:redis"] = redis;
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
        AddTelemetry(builder);
        AddAuthentication(builder, issuer);
        var app = builder.Build();
        if (issuer is not null)
        {
            app.UseAuthentication();
            app.UseAuthorization();
        }
        var database = app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        var get = app.MapGet("/api/kv/{key}", (string key) => GetAsync(database, key));
        var put = script
            ? app.MapPut("/api/kv/{key}", PutScript(database, queue is null ? null : SqsQueue.Connect(queue)))
            : app.MapPut("/api/kv/{key}", (string key, HttpRequest request) => SetAsync(database, key, request));
        if (issuer is not null)
        {
            get.RequireAuthorization(Scope);
            put.RequireAuthorization(Scope);
        }
        return app;
    }

    const string Scope = "scope";

    static async Task<Results<FileContentHttpResult, NotFound>> GetAsync(IDatabase database, string key)
    {
        var value = await database.StringGetAsync(key);
        return value.HasValue ? TypedResults.Bytes((ReadOnlyMemory<byte>)value, "application/json") : TypedResults.NotFound();
    }

    static async Task<NoContent> SetAsync(IDatabase database, string key, HttpRequest request)
    {
        await database.StringSetAsync(key, await ReadAsync(request));
        return TypedResults.NoContent();
    }

    /// <summary>The script of the API with the same arguments, then one send per write. The outbox is never emptied.</summary>
    static Func<string, HttpRequest, Task<NoContent>> PutScript(IDatabase database, SqsQueue? queue)
    {
        var accept = Scripts.Read("accept.lua");
        return async (key, request) =>
        {
            var value = await ReadAsync(request);
            var now = DateTimeOffset.UtcNow;
            var command = new WriteCommand(EventTypes.KeySet, key, value) { Key = key, ETag = KeyProjection.ETagOf(value) };
            var envelope = NewEnvelope.Compose(command, now, null, null);
            var (keys, arguments) = OutboxStore.Arguments(command, Guid.CreateVersion7(now).ToString(), now, envelope, int.MaxValue);
            var reply = (RedisValue[])(await database.ScriptEvaluateAsync(accept, keys, arguments))!;
            if (queue is not null)
            {
                var message = envelope.Complete(reply[1].ToString(), reply[2].ToString());
                await queue.Client.SendMessageAsync(queue.Url, System.Text.Encoding.UTF8.GetString(message.Span));
            }
            return TypedResults.NoContent();
        };
    }

    static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        var value = new byte[(int)request.ContentLength!.Value];
        await request.Body.ReadExactlyAsync(value);
        return value;
    }

    static void AddTelemetry(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }
        builder.Logging.AddOpenTelemetry();
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation())
            .WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation())
            .UseOtlpExporter();
    }

    static void AddAuthentication(WebApplicationBuilder builder, string? issuer)
    {
        if (issuer is null)
        {
            return;
        }
        builder.Services.AddAuthentication("Bearer").AddJwtBearer(bearer =>
        {
            bearer.Authority = issuer;
            bearer.Audience = "scalewaypoc";
            bearer.RequireHttpsMetadata = false;
            bearer.MapInboundClaims = false;
        });
        builder.Services.AddAuthorizationBuilder().AddPolicy(Scope, policy => policy.RequireAssertion(context =>
            context.User.FindFirst("scope")?.Value.Split(' ').Contains("read") == true));
    }
}
