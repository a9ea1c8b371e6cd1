namespace ScalewayPoc.Benchmarks.Support;

/// <summary>A question that one command answers with tables.</summary>
interface IBenchmark
{
    /// <summary>Name of the command, after that of its group if it has one, and of the section in docs/performance.md.</summary>
    string Name { get; }

    /// <summary>The question, for the help text.</summary>
    string Question { get; }

    /// <summary>Measures.</summary>
    /// <exception cref="BenchmarkException">A program is missing, or does not start.</exception>
    Task<IReadOnlyList<Table>> RunAsync(BenchmarkOptions options, CancellationToken cancellation);
}

/// <summary>How to measure.</summary>
/// <param name="Rounds">Times that each variant runs, in alternation with the others.</param>
/// <param name="Duration">Duration of one measurement.</param>
/// <param name="Only">Text that the names of the variants must contain; null for all.</param>
sealed record BenchmarkOptions(int Rounds, TimeSpan Duration, string? Only)
{
    /// <summary>Those of <paramref name="variants"/> that are to run.</summary>
    public IReadOnlyList<T> Select<T>(IEnumerable<T> variants, Func<T, string> name) =>
        [.. variants.Where(variant => Only is null || name(variant).Contains(Only, StringComparison.OrdinalIgnoreCase))];
}

/// <summary>An error that the user can fix; the message is one sentence with cause and fix.</summary>
sealed class BenchmarkException(string message, Exception? inner = null) : Exception(message, inner);
