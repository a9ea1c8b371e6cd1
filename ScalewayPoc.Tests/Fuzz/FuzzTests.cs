using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace ScalewayPoc.Tests.Fuzz;

/// <summary>
/// Generated and changed inputs for every parser of foreign input. Inputs that have failed are kept in the folder <c>Corpus</c>: a
/// failing run adds its smallest one.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    const int QuickInputs = 3_000;

    static readonly string Corpus = Path.Combine(Repository.Root, "ScalewayPoc.Tests", "Fuzz", "Corpus");

    public static TheoryData<string> Targets => [.. FuzzTarget.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Seeds_are_accepted_and_inputs_that_have_failed_do_not_fail_again(string name)
    {
        var target = FuzzTarget.All[name];
        Assert.All(target.Seeds, seed => Assert.True(target.Accepts(System.Text.Encoding.UTF8.GetBytes(seed)), seed));
        var folder = new DirectoryInfo(Path.Combine(Corpus, name));
        Assert.All(folder.Exists ? folder.GetFiles() : [], file => target.Accepts(File.ReadAllBytes(file.FullName)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_breaks_a_parser(string name) => Run(name, QuickInputs, new());

    /// <summary>Ten minutes, or <c>Fuzz__Minutes</c>, for each parser, all at a time.</summary>
    [Fact]
    [Trait("Category", "Release")]
    public async Task For_minutes_no_input_breaks_a_parser()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("Fuzz__Minutes") ?? "10", CultureInfo.InvariantCulture);
        await Parallel.ForEachAsync(FuzzTarget.All.Keys, new ParallelOptions { MaxDegreeOfParallelism = FuzzTarget.All.Count }, (name, _) =>
        {
            var count = new Count();
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMinutes(minutes);)
            {
                Run(name, QuickInputs, count);
            }
            output.WriteLine($"{name}: {count.Inputs:N0} inputs, {count.Accepted:N0} accepted");
            return ValueTask.CompletedTask;
        });
    }

    static void Run(string name, int inputs, Count count)
    {
        var target = FuzzTarget.All[name];
        byte[]? failed = null;
        try
        {
            Check.One(Config.QuickThrowOnFailure.WithMaxTest(inputs).WithQuietOnSuccess(true), Prop.ForAll(FuzzInputs.Of(target), input =>
            {
                count.Inputs++;
                try
                {
                    count.Accepted += target.Accepts(input) ? 1 : 0;
                }
                catch
                {
                    failed = input;
                    throw;
                }
            }));
        }
        catch when (failed is not null)
        {
            var folder = Directory.CreateDirectory(Path.Combine(Corpus, name));
            File.WriteAllBytes(Path.Combine(folder.FullName, Convert.ToHexStringLower(SHA256.HashData(failed).AsSpan(0, 8))), failed);
            throw;
        }
    }

    sealed class Count
    {
        public long Inputs { get; set; }

        public long Accepted { get; set; }
    }
}
