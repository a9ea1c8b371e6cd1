namespace ScalewayPoc.Tests.Publish;

/// <summary>
/// Tests that run a pipeline in this process. It reports failure by the exit code of the process, so they run alone and
/// put that back.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RunInProcess
{
    public const string Name = "Pipelines in this process";

    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Runs the model's step; the exit code and what was written to standard error.</summary>
    internal static async Task<(int ExitCode, string Error)> RunAsync(PublishModel model, string? input = null)
    {
        var (error, reader, exitCode) = (Console.Error, Console.In, Environment.ExitCode);
        using var captured = new StringWriter();
        using var answers = new StringReader(input ?? "");
        Console.SetError(captured);
        Console.SetIn(answers);
        try
        {
            await using var application = model.Builder.Build();
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await application.RunAsync(limit.Token);
            }
            catch (Exception e) when (e is Aspire.Hosting.DistributedApplicationException or AggregateException)
            {
                // A host may also throw what failed; the exit code says it either way.
            }
            return (Environment.ExitCode, captured.ToString());
        }
        finally
        {
            Console.SetError(error);
            Console.SetIn(reader);
            Environment.ExitCode = exitCode;
        }
    }
}
