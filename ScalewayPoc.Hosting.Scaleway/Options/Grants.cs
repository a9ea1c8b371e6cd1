using System.Text.Json.Serialization;

namespace Aspire.Hosting.Scaleway;

/// <summary>Role of a container in a database. Source: Scaleway documentation, serverless-sql-databases, manage-permissions.</summary>
public enum DatabaseRole
{
    /// <summary>Read rows.</summary>
    [JsonStringEnumMemberName("read_only")] ReadOnly,

    /// <summary>Read and write rows, but not change the schema.</summary>
    [JsonStringEnumMemberName("data_read_write")] DataReadWrite,

    /// <summary>Read and write rows and change the schema.</summary>
    [JsonStringEnumMemberName("read_write")] ReadWrite,
}

/// <summary>Permissions of a container on queues. Source: provider, scaleway_mnq_sqs_credentials.</summary>
[Flags]
public enum QueuePermissions
{
    /// <summary>No permission.</summary>
    None = 0,

    /// <summary>Send messages.</summary>
    Publish = 1,

    /// <summary>Receive and delete messages.</summary>
    Receive = 2,
}
