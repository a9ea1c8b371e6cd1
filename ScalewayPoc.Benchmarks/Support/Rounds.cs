namespace ScalewayPoc.Benchmarks.Support;

/// <summary>Measures variants in alternation, so that what changes on the machine meanwhile affects all of them alike.</summary>
static class Rounds
{
    /// <summary>Measures each variant once a round. Each round begins with another variant.</summary>
    /// <returns>The results of each variant, one per round.</returns>
    public static async Task<IReadOnlyDictionary<TVariant, IReadOnlyList<TResult>>> RunAsync<TVariant, TResult>(
        IReadOnlyList<TVariant> variants, int rounds, Func<TVariant, Task<TResult>> measure)
        where TVariant : notnull
    {
        var results = variants.ToDictionary(variant => variant, _ => new List<TResult>());
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < variants.Count; i++)
            {
                var variant = variants[(round + i) % variants.Count];
                var result = await measure(variant);
                results[variant].Add(result);
                await Console.Error.WriteLineAsync($"round {round + 1} of {rounds}: {variant}: {result}");
            }
        }
        return results.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<TResult>)entry.Value);
    }
}
