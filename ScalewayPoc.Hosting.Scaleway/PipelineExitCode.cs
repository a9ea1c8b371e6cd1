using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Makes a pipeline usable under plain <c>dotnet run</c>: without <c>--step</c> the host runs every step, <c>destroy</c>
/// included; a question waits forever, because only the Aspire CLI shows it; and a failed pipeline ends with exit code 0.
/// </summary>
static class PipelineExitCode
{
    const string StepSetting = "Pipeline:Step";
    const string InteractivitySetting = "ASPIRE_INTERACTIVITY_ENABLED";
    // Set by the Aspire CLI.
    const string CliSetting = "ASPIRE_BACKCHANNEL_PATH";

    /// <summary>Applies the settings, and sets the exit code to 1 until every step has succeeded.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="defaultStep">Step that runs without <c>--step</c>.</param>
    public static void Configure(IDistributedApplicationBuilder builder, string defaultStep)
    {
        if (string.IsNullOrEmpty(builder.Configuration[StepSetting]))
        {
            builder.Configuration[StepSetting] = defaultStep;
        }
        if (builder.Configuration[CliSetting] is null && builder.Configuration[InteractivitySetting] is null)
        {
            builder.Configuration[InteractivitySetting] = bool.FalseString;
        }
        // The host raises the second event only when every step succeeded.
        builder.Eventing.Subscribe<BeforePublishEvent>((_, _) => SetAsync(1));
        builder.Eventing.Subscribe<AfterPublishEvent>((_, _) => SetAsync(0));
        // The host logs a failure once per layer, with stack traces; the steps write their errors themselves.
        builder.Services.AddLogging(logging => logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
    }

    static Task SetAsync(int exitCode)
    {
        Environment.ExitCode = exitCode;
        return Task.CompletedTask;
    }
}
