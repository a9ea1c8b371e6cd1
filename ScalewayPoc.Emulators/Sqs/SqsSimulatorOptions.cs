using System.Net;
using ScalewayPoc.Emulators.Sqs.Rules;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>How an SQS simulator runs.</summary>
public sealed record SqsSimulatorOptions
{
    /// <summary>Folder of its data; made when missing. One simulator at a time can use it.</summary>
    public required DirectoryInfo Data { get; init; }

    /// <summary>TCP port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Address to listen on. Loopback, because no keys are checked.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>Whose limits it has.</summary>
    public SqsProfile Profile { get; init; } = SqsProfile.Scaleway;

    /// <summary>Queues that exist from the start; of those that exist already the declared attributes are set.</summary>
    public IReadOnlyList<QueueDeclaration> Queues { get; init; } = [];

    /// <summary>Added to each request before it is carried out, as a network would; the default is none.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Clock of everything that takes time: visibility, retention, deduplication, long polls.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
