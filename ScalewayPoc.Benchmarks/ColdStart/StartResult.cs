namespace ScalewayPoc.Benchmarks.ColdStart;

/// <summary>What one start has taken.</summary>
/// <param name="FirstResponse">Milliseconds from the start of the process to the first 200.</param>
/// <param name="FirstWork">Milliseconds to the first value that a GET returns, or to the first event in the log.</param>
/// <param name="IdleBytes">Resident memory a second later.</param>
sealed record StartResult(double FirstResponse, double FirstWork, long IdleBytes)
{
    public override string ToString() => FormattableString.Invariant($"{FirstResponse:0} ms, {FirstWork:0} ms, {IdleBytes / 1e6:0} MB");
}
