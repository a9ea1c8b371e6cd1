using System.CommandLine;
using ScalewayPoc.Benchmarks.ColdStart;
using ScalewayPoc.Benchmarks.Consuming;
using ScalewayPoc.Benchmarks.EndToEnd;
using ScalewayPoc.Benchmarks.Growth;
using ScalewayPoc.Benchmarks.Http;
using ScalewayPoc.Benchmarks.Load;
using ScalewayPoc.Benchmarks.Support;
using ScalewayPoc.Benchmarks.Twin;

IBenchmark[] benchmarks =
[
    new ColdStartBenchmark(),
    new ConsumerBenchmark(),
    new EndToEndBenchmark(),
    new GrowthBenchmark(),
];

var root = new RootCommand("Measures ScalewayPoc. Each command answers one question and writes its table to docs/performance.md.");
foreach (var benchmark in benchmarks)
{
    root.Add(BenchmarkCommand.Create(benchmark));
}
root.Add(HttpBenchmark.CreateCommand());
root.Add(LoadCommand.Create());
root.Add(SinkCommand.Create());
root.Add(LoopCommand.Create());
root.Add(TwinCommand.Create());
return await BenchmarkCommand.RunAsync(root, args);
