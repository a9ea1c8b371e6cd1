namespace Aspire.Hosting.Scaleway;

/// <summary>Why a step could not do its work: sentences for the person at the command line, one per cause.</summary>
/// <param name="sentences">At least one sentence.</param>
public sealed class ScalewayPublishException(params IReadOnlyList<string> sentences)
    : DistributedApplicationException(string.Join('\n', sentences))
{
    /// <summary>The sentences.</summary>
    public IReadOnlyList<string> Sentences => sentences;

    /// <summary>Short: the host logs this next to the message, once per layer, and stack traces would bury the sentences.</summary>
    public override string ToString() => nameof(ScalewayPublishException);
}
