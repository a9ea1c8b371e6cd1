using System.Text.Json.Serialization;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// How a queue triggers a private Serverless Container. Scaleway Functions has no .NET runtime, so the container handles the
/// messages. Deployed with <c>consumer_entry = "function"</c>, a function posts each message to the container and returns its
/// status. Limits: Scaleway documentation, serverless-functions, functions-limitations.
/// </summary>
public record QueueTriggerOptions
{
    /// <summary>Path of the container that a message is posted to. Default <c>/</c>.</summary>
    public string Path { get; set; } = "/";

    /// <summary>
    /// Memory of the function in MB, which decides its CPU: 128, 256, 512, 1024, 2048, 3072 or 4096 (70 to 2240 mvCPU).
    /// Default 256, as the API's.
    /// </summary>
    public int MemoryLimit { get; set; } = 256;

    /// <summary>
    /// Maximum duration of a call in seconds, up to 60 minutes; at least the container's timeout and below the queue's
    /// visibility timeout. Default 60 seconds.
    /// </summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Minimum number of instances of the function, from 0. Default 0.</summary>
    public int MinScale { get; set; }

    /// <summary>
    /// Maximum number of instances of the function, 1 to 50. An instance handles one call at a time and a trigger has at most
    /// 10 messages in flight, so more than 10 are never used. Default 10.
    /// </summary>
    public int MaxScale { get; set; } = 10;
}
