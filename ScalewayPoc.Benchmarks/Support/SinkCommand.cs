using System.CommandLine;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary><c>sink</c>: accepts OTLP over HTTP and discards it.</summary>
static class SinkCommand
{
    public static Command Create()
    {
        var command = new Command("sink", "Accepts telemetry and discards it.") { Hidden = true };
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    static async Task RunAsync(CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var app = builder.Build();
        app.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            await request.Body.CopyToAsync(Stream.Null, request.HttpContext.RequestAborted);
            return Results.Bytes(Array.Empty<byte>(), "application/x-protobuf");
        });
        await app.StartAsync(cancellation);
        Console.WriteLine($"{BenchmarkProcess.Listening}{app.Urls.First()}");
        await app.WaitForShutdownAsync(cancellation);
    }
}
