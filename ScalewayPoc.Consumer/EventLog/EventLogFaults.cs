using Npgsql;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>The event log accepts no events now. The events are not the cause: the same ones succeed later.</summary>
sealed class EventLogUnavailableException(string message, Exception inner) : Exception(message, inner);

/// <summary>Decides whether a failed statement is caused by the events or by the database.</summary>
static class EventLogFaults
{
    /// <summary>
    /// Whether the values are the cause, so that the same statement would always fail: SQLSTATE classes 22 (data
    /// exception), 23 (integrity violation) and 54 (program limit, such as a too large index entry), or Npgsql could not
    /// write them, or the handler of the event's type failed. Everything else, a missing right or table included, is a fault of the database: no event is given up
    /// because of something that an operator can fix.
    /// </summary>
    public static bool IsInData(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => state is ['2', '2' or '3', ..] or ['5', '4', ..],
        ArgumentException or InvalidCastException or FormatException or OverflowException or EventHandlerException => true,
        _ => false,
    };

    /// <summary>One line for the log: the server's own text, without values of the event.</summary>
    public static string Describe(Exception e) => e switch
    {
        PostgresException p => $"{p.SqlState}: {p.MessageText}",
        { InnerException: { } inner } and NpgsqlException => $"{e.Message} ({inner.Message})",
        _ => e.Message,
    };

    /// <summary>One line for an answer: the SQLSTATE at most, because the server's text can name hosts, roles and tables.</summary>
    public static string DescribePublicly(Exception e) => e switch
    {
        PostgresException p => $"the database refuses the statement (SQLSTATE {p.SqlState})",
        EventLogUnavailableException { InnerException: { } inner } => DescribePublicly(inner),
        EventHandlerException => "the handler of its type failed",
        _ when IsInData(e) => "a value cannot be sent to the database",
        _ => "the database does not answer",
    };
}
