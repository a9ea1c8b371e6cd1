namespace ScalewayPoc.Consumer.EventLog;

/// <summary>The event log does not take events now. It says nothing about the events: the same ones succeed later.</summary>
sealed class EventLogUnavailableException(string message, Exception inner) : Exception(message, inner);
