namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>What a system consists of.</summary>
/// <param name="Apis">Number of API processes.</param>
/// <param name="Consumers">Number of Consumer processes.</param>
sealed record StageLayout(int Apis = 1, int Consumers = 1)
{
    /// <summary>Whether a trigger posts the messages to the Consumer, which then receives none itself.</summary>
    public bool Trigger { get; init; }

    /// <summary>Whether Redis is the packaged Garnet, as on a machine without redis-server; otherwise redis-server where there is one.</summary>
    public bool Garnet { get; init; }

    /// <summary>Receives after which the queue takes a message for a dead letter.</summary>
    public int MaxReceiveCount { get; init; } = 100;

    /// <summary>How long a message stays hidden that a killed Consumer had received, in seconds.</summary>
    public int VisibilitySeconds { get; init; } = 5;

    /// <summary>Where the services export their telemetry to; null for nowhere.</summary>
    public Uri? Collector { get; init; }
}
