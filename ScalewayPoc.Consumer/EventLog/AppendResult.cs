using ScalewayPoc.Consumer.Handling;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>What became of a batch.</summary>
sealed class AppendResult
{
    /// <summary>Number of events that were not in the log before.</summary>
    public int Added { get; set; }

    /// <summary>The events that the database will never take, and why.</summary>
    public Dictionary<IncomingEvent, string> Refused { get; } = [];
}
