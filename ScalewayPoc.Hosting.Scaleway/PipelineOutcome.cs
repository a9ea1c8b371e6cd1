using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Makes a failed pipeline visible: the host logs it and still ends with exit code 0 unless the Aspire CLI started it.
/// </summary>
static class PipelineOutcome
{
    public static void Report(IDistributedApplicationBuilder builder)
    {
        // The host raises the second event only when every step succeeded.
        builder.Eventing.Subscribe<BeforePublishEvent>((_, _) => Set(1));
        builder.Eventing.Subscribe<AfterPublishEvent>((_, _) => Set(0));
        // It reports a failure once per layer, with stack traces; the steps write their sentences themselves.
        builder.Services.AddLogging(logging => logging
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
    }

    static Task Set(int exitCode)
    {
        Environment.ExitCode = exitCode;
        return Task.CompletedTask;
    }
}
