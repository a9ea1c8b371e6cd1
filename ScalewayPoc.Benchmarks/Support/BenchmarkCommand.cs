using System.CommandLine;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>The command line of a benchmark.</summary>
static class BenchmarkCommand
{
    /// <summary>Creates the command of one benchmark.</summary>
    public static Command Create(IBenchmark benchmark) => Create(benchmark.Name.Split(' ')[^1], benchmark.Question, benchmark);

    /// <summary>Creates a command that runs some benchmarks one after the other.</summary>
    public static Command Create(string name, string description, params IReadOnlyList<IBenchmark> benchmarks)
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "Times that each variant runs, in alternation with the others.",
            DefaultValueFactory = _ => 5,
        };
        var seconds = new Option<double>("--seconds")
        {
            Description = "Duration of one measurement in seconds.",
            DefaultValueFactory = _ => 4,
        };
        var only = new Option<string>("--only") { Description = "Runs the variants whose names contain this text, and writes no document." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Prints the tables without writing docs/performance.md." };
        var command = new Command(name, description) { rounds, seconds, only, dryRun };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new BenchmarkOptions(
                parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(only));
            foreach (var benchmark in benchmarks)
            {
                var report = await Report.RunAsync(benchmark, options, cancellation);
                Console.WriteLine(report.Text);
                if (options.Only is null && !parsed.GetValue(dryRun))
                {
                    report.Write(Repository.File("docs/performance.md"));
                }
            }
        });
        return command;
    }

    /// <summary>Runs the command line; an expected error is one sentence on standard error and exit code 1.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
            });
        }
        catch (BenchmarkException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
    }
}
