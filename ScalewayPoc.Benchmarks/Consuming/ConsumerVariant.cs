namespace ScalewayPoc.Benchmarks.Consuming;

/// <summary>What empties the queue.</summary>
enum ConsumerProgram
{
    /// <summary>A loop that receives and deletes, and does nothing else: the maximum.</summary>
    Loop,

    /// <summary>ScalewayPoc.Consumer.</summary>
    Consumer,

    /// <summary>sqs-consumer with one insert per receive.</summary>
    NodeBatch,

    /// <summary>sqs-consumer with one insert and one deletion per message.</summary>
    NodeSingle,
}

/// <summary>A row of the table.</summary>
/// <param name="Name">Name in the table.</param>
/// <param name="Program">What empties the queue.</param>
/// <param name="Receivers">Receives at the same time.</param>
/// <param name="Telemetry">Whether it exports telemetry.</param>
/// <param name="Native">Whether the Consumer is the published native program.</param>
sealed record ConsumerVariant(string Name, ConsumerProgram Program, int Receivers, bool Telemetry = false, bool Native = false)
{
    public override string ToString() => $"{Name}, {Receivers} receivers";
}
