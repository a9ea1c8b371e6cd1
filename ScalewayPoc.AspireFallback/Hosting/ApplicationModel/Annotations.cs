using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What an environment callback works on.</summary>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext, IResource resource,
    Dictionary<string, object>? environmentVariables = null, CancellationToken cancellationToken = default)
{
    /// <summary>Name and value; a value is a string, a number or an <see cref="IValueProvider"/>.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The resource that gets the variables.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Cancels the callback.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Logs for the resource.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;
}

/// <summary>Sets environment variables when the resource starts or is published.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Sets environment variables.</summary>
    public EnvironmentCallbackAnnotation(Action<EnvironmentCallbackContext> callback)
        : this(context => { callback(context); return Task.CompletedTask; })
    {
    }

    /// <summary>Sets the variables.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>What an argument callback works on.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    /// <summary>The arguments: strings, numbers and <see cref="IValueProvider"/>s.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>The resource that gets the arguments.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Cancels the callback.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; init; } = new(DistributedApplicationOperation.Run);
}

/// <summary>Adds arguments when the resource starts or is published.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Adds the arguments.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>The resource is healthy when the health check of this name is.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>Name of the health check.</summary>
    public string Key { get; } = key;
}

/// <summary>What is waited for.</summary>
public enum WaitType
{
    /// <summary>Running, healthy and its ready event handled.</summary>
    WaitUntilHealthy,

    /// <summary>Ended.</summary>
    WaitForCompletion,
}

/// <summary>What happens when the other resource ends instead of becoming ready.</summary>
public enum WaitBehavior
{
    /// <summary>Wait on: it may be started again.</summary>
    WaitOnResourceUnavailable,

    /// <summary>Give up.</summary>
    StopOnResourceUnavailable,
}

/// <summary>The resource starts after another one.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The other one.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>What happens when it ends; null for the default.</summary>
    public WaitBehavior? WaitBehavior { get; init; }

    /// <summary>Exit code that counts as completion.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>A link of the resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Absolute, or relative to the endpoint.</summary>
    public required string Url { get; set; }

    /// <summary>Text instead of the address.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint that it belongs to.</summary>
    public EndpointReference? Endpoint { get; init; }
}

/// <summary>What a link callback works on.</summary>
public class ResourceUrlsCallbackContext(
    DistributedApplicationExecutionContext executionContext, IResource resource, List<ResourceUrlAnnotation>? urls = null,
    CancellationToken cancellationToken = default)
{
    /// <summary>The links.</summary>
    public List<ResourceUrlAnnotation> Urls { get; } = urls ?? [];

    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Cancels the callback.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Changes the links of a resource.</summary>
public sealed class ResourceUrlsCallbackAnnotation(Func<ResourceUrlsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>Changes the links.</summary>
    public Func<ResourceUrlsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>A relation to another resource, such as Parent or Reference.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The kind of relation.</summary>
    public string Type { get; } = type;
}

/// <summary>What a reference sets in the environment of the one who refers.</summary>
[Flags]
public enum ReferenceEnvironmentInjectionFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>ConnectionStrings__NAME</c>.</summary>
    ConnectionString = 1,

    /// <summary><c>NAME_HOST</c> and so on.</summary>
    ConnectionProperties = 2,

    /// <summary><c>services__NAME__SCHEME__0</c>.</summary>
    ServiceDiscovery = 4,

    /// <summary><c>NAME_SCHEME</c>.</summary>
    Endpoints = 8,

    /// <summary>All.</summary>
    All = ConnectionString | ConnectionProperties | ServiceDiscovery | Endpoints,
}

/// <summary>Chooses what references set.</summary>
public class ReferenceEnvironmentInjectionAnnotation(ReferenceEnvironmentInjectionFlags flags) : IResourceAnnotation
{
    /// <summary>What references set.</summary>
    public ReferenceEnvironmentInjectionFlags Flags { get; } = flags;
}

// One for each resource that is referred to, so that several references to its endpoints set variables once.
sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    public IResourceWithEndpoints Resource { get; } = resource;

    public HashSet<string> EndpointNames { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool UseAllEndpoints { get; set; }
}

// Leaves the resource out when publishing.
sealed class ManifestPublishingCallbackAnnotation : IResourceAnnotation;
