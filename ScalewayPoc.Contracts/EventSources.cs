namespace ScalewayPoc.Contracts;

/// <summary>Values of the CloudEvents attribute <c>source</c>.</summary>
public static class EventSources
{
    /// <summary>Source of every event that the API sends. A key's history has events of this source only.</summary>
    public const string Api = "/scalewaypoc/api";
}
