namespace Aspire.Hosting.Scaleway;

/// <summary>A step has failed. Each error is a sentence that names the cause and the fix.</summary>
sealed class ScalewayPublishException(params IReadOnlyList<string> errors) : DistributedApplicationException(string.Join('\n', errors))
{
    public IReadOnlyList<string> Errors => errors;

    /// <summary>Only the name: the host logs it next to the message, once per layer, and stack traces would hide the errors.</summary>
    public override string ToString() => nameof(ScalewayPublishException);
}
