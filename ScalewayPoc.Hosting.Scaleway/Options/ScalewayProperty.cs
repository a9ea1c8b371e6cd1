namespace Aspire.Hosting.Scaleway;

/// <summary>
/// A property of a deployed resource. The manifest has its name (<c>redis.host</c>); OpenTofu replaces it by the value.
/// </summary>
public enum ScalewayProperty
{
    /// <summary>Connection string, of a store, database or queue, with the container's own key.</summary>
    ConnectionString,

    /// <summary>Certificate of a store (PEM).</summary>
    Certificate,

    /// <summary>Host of a store or database.</summary>
    Host,

    /// <summary>Port of a store or database.</summary>
    Port,

    /// <summary>Name of a database.</summary>
    Database,

    /// <summary>URL of a queue.</summary>
    Url,

    /// <summary>URL of the queue service.</summary>
    Endpoint,

    /// <summary>Region of a queue.</summary>
    Region,
}
