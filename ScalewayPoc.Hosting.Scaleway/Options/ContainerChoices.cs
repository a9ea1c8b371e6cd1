using System.Text.Json.Serialization;

namespace Aspire.Hosting.Scaleway;

/// <summary>Protocol between the platform and a container.</summary>
public enum ContainerProtocol
{
    /// <summary>HTTP/1.1.</summary>
    [JsonStringEnumMemberName("http1")] Http1,

    /// <summary>HTTP/2 without TLS, for gRPC.</summary>
    [JsonStringEnumMemberName("h2c")] H2c,
}

/// <summary>Access to a container.</summary>
public enum ContainerPrivacy
{
    /// <summary>Callers need a token with the permission set ContainersPrivateAccess.</summary>
    [JsonStringEnumMemberName("private")] Private,

    /// <summary>No token is needed.</summary>
    [JsonStringEnumMemberName("public")] Public,
}

/// <summary>Isolation of a container.</summary>
public enum ContainerSandbox
{
    /// <summary>The older one.</summary>
    [JsonStringEnumMemberName("v1")] V1,

    /// <summary>gVisor.</summary>
    [JsonStringEnumMemberName("v2")] V2,
}
