using System.Text.Json.Serialization;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway;

/// <summary>
/// How a queue runs on Scaleway Queues. Limits: Scaleway documentation, queues (limitations, queues-support,
/// organization-quotas); provider, scaleway_mnq_sqs_queue.
/// </summary>
public record ScalewayQueueOptions
{
    /// <summary>
    /// Name of the queue: up to 80 letters, digits, hyphens and underscores; ends in <c>.fifo</c> when it is a FIFO queue.
    /// Default: the name of the resource.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>Whether it is a FIFO queue, which has one message in flight. Default false.</summary>
    public bool Fifo { get; set; }

    /// <summary>Whether a FIFO queue uses the hash of the body as deduplication id. Default false.</summary>
    public bool ContentBasedDeduplication { get; set; }

    /// <summary>
    /// Time in seconds that a received message stays hidden, 0 seconds to 12 hours; longer than the timeout of what the queue
    /// triggers. Default: that of the model, else 30 seconds.
    /// </summary>
    [JsonPropertyName("visibility_timeout_seconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? VisibilityTimeout { get; set; }

    /// <summary>Time in seconds that a message is stored, 60 seconds to 14 days. Default 4 days.</summary>
    [JsonPropertyName("message_max_age"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(4);

    /// <summary>Maximum size of a message in bytes, 1,024 to 262,144. Default 262,144.</summary>
    [JsonPropertyName("message_max_size")]
    public int MaxMessageBytes { get; set; } = 262_144;

    /// <summary>Time in seconds that a receive waits for a message, 0 to 20 seconds. Default 20 seconds.</summary>
    [JsonPropertyName("receive_wait_time_seconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan ReceiveWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Maximum size of the messages that producers send, in bytes. Default 0: not checked.</summary>
    [JsonIgnore]
    public int MaxProducedBytes { get; set; }

    /// <summary>Burst that the queue must store while consumers are slower than producers. Default null: not checked.</summary>
    [JsonIgnore]
    public QueueBurst? Burst { get; set; }
}

/// <summary>The largest burst that a queue must store until it is drained.</summary>
/// <param name="Messages">Messages that arrive at once.</param>
/// <param name="AverageBytes">Average size of a message in bytes. All queues of a project store 100 MB together.</param>
/// <param name="DrainedPerSecond">Messages that the consumers handle in a second. The retention must cover messages divided by this.</param>
public sealed record QueueBurst(long Messages, int AverageBytes, double DrainedPerSecond);
