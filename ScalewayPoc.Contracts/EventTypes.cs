namespace ScalewayPoc.Contracts;

/// <summary>The event types that the API itself produces. Types that start with <see cref="ReservedPrefix"/> are its own.</summary>
public static class EventTypes
{
    /// <summary>Clients may not send types that start with this: the history of a key is made of them.</summary>
    public const string ReservedPrefix = "kv.";

    /// <summary>A key has got a value; the data is the value.</summary>
    public const string KeySet = "kv.set";

    /// <summary>A key has been deleted; there is no data.</summary>
    public const string KeyDeleted = "kv.deleted";
}
