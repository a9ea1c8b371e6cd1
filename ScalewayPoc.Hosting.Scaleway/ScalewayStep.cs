using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// Makes pipeline steps. None of them depends on the host's <c>…-prereq</c> steps: those ask for the values of all
/// parameters, wait for them forever and store them, and publishing needs none.
/// </summary>
static class ScalewayStep
{
    /// <summary>A step whose failures are written as sentences to standard error.</summary>
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
                foreach (var sentence in e.Sentences)
                {
                    await Console.Error.WriteLineAsync(sentence);
                }
                throw;
            }
        },
    };

    /// <summary>
    /// A step that changes something outside the output folder: it runs only when a step was asked for. Without
    /// <c>--step</c> the host runs every step there is, <c>destroy</c> included.
    /// </summary>
    public static PipelineStep OnDemand(string name, string description, Func<PipelineStepContext, Task> action) =>
        Create(name, description, context =>
        {
            if (context.Services.GetRequiredService<IConfiguration>()["Pipeline:Step"] is { Length: > 0 })
            {
                return action(context);
            }
            context.Logger.LogInformation("{Step} is skipped: no --step asks for it.", name);
            return Task.CompletedTask;
        });
}
