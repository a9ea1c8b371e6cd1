namespace Aspire.Hosting;

/// <summary>What the AppHost does.</summary>
public enum DistributedApplicationOperation
{
    Run,
    Publish,
}

/// <summary>Run or publish.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    IServiceProvider? _services;

    public DistributedApplicationOperation Operation { get; } = operation;
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>Services of the AppHost.</summary>
    /// <exception cref="InvalidOperationException">The application has not been built yet.</exception>
    public IServiceProvider Services
    {
        get => _services ?? throw new InvalidOperationException("The services are not available before the application is built.");
        internal set => _services = value;
    }
}

/// <summary>Something is wrong with the application.</summary>
public class DistributedApplicationException : Exception
{
    public DistributedApplicationException(string message) : base(message)
    {
    }

    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>Options of an application.</summary>
public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; null for the program's.</summary>
    public string? AssemblyName { get; set; }

    public bool DisableDashboard { get; set; }

    /// <summary>Whether the logs of resources also go to the AppHost's log.</summary>
    public bool EnableResourceLogging { get; set; }
}
