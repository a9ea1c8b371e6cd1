namespace ScalewayPoc.Tests.Support;

/// <summary>How Serverless SQL wakes up: connections are accepted at once, the first statement waits for seconds.</summary>
static class WakeUp
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    /// <summary>Whether what a client sends begins with a statement: Query or Parse of PostgreSQL's protocol.</summary>
    public static bool IsStatement(byte first) => first is (byte)'Q' or (byte)'P';
}
