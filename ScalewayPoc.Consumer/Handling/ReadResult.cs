using System.Diagnostics.CodeAnalysis;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>An event, or the reason why the input is none.</summary>
readonly record struct ReadResult(IncomingEvent? Event, string? Reason)
{
    /// <summary>Whether it is an event.</summary>
    [MemberNotNullWhen(true, nameof(Event))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsEvent => Event is not null;
}
