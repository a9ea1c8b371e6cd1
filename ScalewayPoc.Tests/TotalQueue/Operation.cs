namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>What a client asks for.</summary>
enum OperationKind
{
    /// <summary>Sets a key of its own.</summary>
    Set,

    /// <summary>Deletes a key of its own.</summary>
    Delete,

    /// <summary>Adds one to a counter that all clients share, unless another client has meanwhile.</summary>
    Increment,

    /// <summary>Sends an event.</summary>
    Send,
}

/// <summary>What a client knows of an operation in the end.</summary>
enum OperationState
{
    /// <summary>It has no answer: it may have been done or not.</summary>
    Unknown,

    /// <summary>The API has answered 2xx: the promise holds for it.</summary>
    Acknowledged,

    /// <summary>The API has said that nothing was done.</summary>
    Refused,
}

/// <summary>One operation of a client.</summary>
/// <param name="Client">Number of the client; its operations come one after the other.</param>
/// <param name="Number">How many the client had before.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="Subject">The key, or the event's subject.</param>
sealed record Operation(int Client, int Number, OperationKind Kind, string Subject)
{
    /// <summary>Unique; in the data, by which it is found in the log without its event id.</summary>
    public string Token { get; } = $"{Client}-{Number}";

    public OperationState State { get; private set; }

    /// <summary>Id of its event, once it is acknowledged.</summary>
    public string EventId { get; private set; } = "";

    public bool IsAcknowledged => State == OperationState.Acknowledged;

    public void Acknowledge(string eventId) => (State, EventId) = (OperationState.Acknowledged, eventId);

    public void Refuse() => State = OperationState.Refused;

    public override string ToString() => $"{Kind} {Subject} by {Token} ({State} {EventId})";
}
