using Npgsql;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>Tells whether a failed statement is the events' fault or the database's.</summary>
static class EventLogFaults
{
    /// <summary>
    /// Whether the values are to blame, so that the same statement would fail for ever: SQLSTATE classes 22 (data
    /// exception), 23 (integrity violation) and 54 (program limit, such as a too large index entry), or Npgsql could not
    /// write them. Everything else, a missing right or table included, is taken for the database's: an event is never
    /// given up because of something that an operator can mend.
    /// </summary>
    public static bool IsInData(Exception e) => e switch
    {
        PostgresException { SqlState: var state } => state is ['2', '2' or '3', ..] or ['5', '4', ..],
        ArgumentException or InvalidCastException or FormatException or OverflowException => true,
        _ => false,
    };

    /// <summary>One line for a log or a health report, without values of the event.</summary>
    public static string Describe(Exception e) => e switch
    {
        PostgresException p => $"{p.SqlState}: {p.MessageText}",
        { InnerException: { } inner } and NpgsqlException => $"{e.Message} ({inner.Message})",
        _ => e.Message,
    };
}
