namespace ScalewayPoc.Tests.Fuzz;

/// <summary>A parser under test.</summary>
/// <param name="Seeds">Valid inputs, which the generator changes.</param>
/// <param name="Tokens">Parts of inputs.</param>
/// <param name="Accepts">
/// Whether the parser accepts an input. Throws where an input is refused by an exception that is not the documented one, or where
/// an accepted one breaks a property.
/// </param>
sealed record FuzzTarget(string[] Seeds, string[] Tokens, Func<byte[], bool> Accepts)
{
    /// <summary>All parsers of foreign input, by the names of their folders in the corpus.</summary>
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } = new Dictionary<string, FuzzTarget>
    {
        ["key"] = ApiTargets.Key,
        ["cursor"] = ApiTargets.Cursor,
        ["json"] = ApiTargets.Json,
        ["event"] = ApiTargets.Event,
        ["envelope"] = EnvelopeTarget.Envelope,
        ["sqs"] = SqsTarget.Request,
    };
}
