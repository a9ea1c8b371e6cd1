namespace Aspire.Hosting;

/// <summary>What the AppHost does.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>Runs the application on this machine.</summary>
    Run,

    /// <summary>Writes it down for another place.</summary>
    Publish,
}

/// <summary>Run or publish.</summary>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    IServiceProvider? _services;

    /// <summary>What the AppHost does.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>Whether it publishes.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;

    /// <summary>Whether it runs.</summary>
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
    /// <summary>Says what.</summary>
    public DistributedApplicationException(string message) : base(message)
    {
    }

    /// <summary>Says what, and from where.</summary>
    public DistributedApplicationException(string message, Exception inner) : base(message, inner)
    {
    }
}

/// <summary>Options of an application.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Arguments of the command line.</summary>
    public string[]? Args { get; set; }

    /// <summary>Name of the AppHost's assembly; null for the program's.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether no dashboard is started.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the logs of resources also go to the AppHost's log.</summary>
    public bool EnableResourceLogging { get; set; }
}
