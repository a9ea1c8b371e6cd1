using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Creates pipeline steps. None of them depends on the host's <c>…-prereq</c> steps: those ask for the values of all
/// parameters, wait for them without limit and store them in plain text, and publishing needs none.
/// </summary>
static class ScalewayStep
{
    /// <summary>A step whose errors are written to standard error, one per line.</summary>
    public static PipelineStep Create(string name, string description, Func<PipelineStepContext, Task> action) => new()
    {
        Name = name,
        Description = description,
        Action = async context =>
        {
            try
            {
                await action(context);
            }
            catch (ScalewayPublishException e)
            {
                foreach (var error in e.Errors)
                {
                    await Console.Error.WriteLineAsync(error);
                }
                throw;
            }
        },
    };

    /// <summary>Folder of the published files.</summary>
    public static string OutputDirectory(PipelineStepContext context) =>
        context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();

    /// <summary>A setting of the AppHost, or null when it is empty.</summary>
    public static string? Setting(PipelineStepContext context, string name) =>
        context.Services.GetRequiredService<IConfiguration>()[name] is { Length: > 0 } value ? value : null;

    /// <summary>Writes a line of a program's output to the step's log.</summary>
    public static Action<string> Log(PipelineStepContext context) => line => context.Logger.LogInformation("{Line}", line);
}

/// <summary>A step has failed. Each error is a sentence that names the cause and the fix.</summary>
sealed class ScalewayPublishException(params IReadOnlyList<string> errors) : DistributedApplicationException(string.Join('\n', errors))
{
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Only the name: the host logs it next to the message, once per layer, and stack traces would hide the errors.</summary>
    public override string ToString() => nameof(ScalewayPublishException);
}
