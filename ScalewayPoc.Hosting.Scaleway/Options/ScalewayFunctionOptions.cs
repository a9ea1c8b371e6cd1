namespace Aspire.Hosting.Scaleway;

/// <summary>
/// How a queue triggers a worker. The worker itself is a private container, as Scaleway Functions has no .NET runtime;
/// deployed with <c>consumer_entry = "function"</c>, a function passes each message on to it and returns its status.
/// Limits: Scaleway documentation, serverless-functions, functions-limitations.
/// </summary>
public sealed record ScalewayFunctionOptions
{
    /// <summary>Path of the container that a message is posted to. Default <c>/</c>.</summary>
    public string Path { get; set; } = "/";

    /// <summary>
    /// Memory of the function in MB, which decides its CPU: 128, 256, 512, 1024, 2048, 3072 or 4096 (70 to 2240 mvCPU).
    /// Default 256, as the API's.
    /// </summary>
    public int MemoryLimit { get; set; } = 256;

    /// <summary>
    /// How long a call may take, up to 60 minutes; at least the container's timeout, below the queue's visibility timeout.
    /// Default 60 seconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Least number of instances, from 0. Default 0.</summary>
    public int MinScale { get; set; }

    /// <summary>
    /// Largest number of instances, 1 to 50. An instance handles one call at a time and a trigger has at most 10 messages
    /// in flight, so more than 10 are never used. Default 10.
    /// </summary>
    public int MaxScale { get; set; } = 10;
}
