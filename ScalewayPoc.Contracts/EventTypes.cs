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

/// <summary>Values of the CloudEvents attribute <c>source</c>.</summary>
public static class EventSources
{
    /// <summary>Source of every event that the API sends. A key's history has events of this source only.</summary>
    public const string Api = "/scalewaypoc/api";
}
