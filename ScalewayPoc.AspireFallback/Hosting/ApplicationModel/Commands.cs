using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Whether a command can be used.</summary>
public enum ResourceCommandState
{
    /// <summary>Yes.</summary>
    Enabled,

    /// <summary>Not now.</summary>
    Disabled,

    /// <summary>Not shown.</summary>
    Hidden,
}

/// <summary>What decides about the state of a command.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>State of the resource.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }
}

/// <summary>What a command works on.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>Services of the AppHost.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Id of the resource.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Cancels the command.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Logs for the resource.</summary>
    public required ILogger Logger { get; init; }
}

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    /// <summary>Whether it worked.</summary>
    public required bool Success { get; init; }

    /// <summary>Whether it was cancelled.</summary>
    public bool Canceled { get; init; }

    /// <summary>What to tell, or why it failed.</summary>
    public string? Message { get; init; }
}

/// <summary>Makes command results.</summary>
public static class CommandResults
{
    /// <summary>It worked, and this is to tell.</summary>
    public static ExecuteCommandResult Success(string? message = null) => new() { Success = true, Message = message };

    /// <summary>It failed.</summary>
    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };
}

/// <summary>How a command is shown and when it can be used.</summary>
public class CommandOptions
{
    /// <summary>What it does, in a sentence.</summary>
    public string? Description { get; set; }

    /// <summary>Icon.</summary>
    public string? IconName { get; set; }

    /// <summary>When it can be used; null for always.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}

/// <summary>How an HTTP command asks.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>POST unless said otherwise.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>Completes the request.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }
}

/// <summary>The request of an HTTP command.</summary>
public sealed class HttpCommandRequestContext
{
    /// <summary>Services of the AppHost.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The request.</summary>
    public required HttpRequestMessage Request { get; init; }

    /// <summary>Cancels the command.</summary>
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>A command of a resource.</summary>
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    internal ResourceCommandAnnotation(
        string name, Func<UpdateCommandStateContext, ResourceCommandState> updateState, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand) =>
        (Name, UpdateState, ExecuteCommand) = (name, updateState, executeCommand);

    /// <summary>Unique within the resource.</summary>
    public string Name { get; }

    /// <summary>When it can be used.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; }

    /// <summary>What it does.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }
}

/// <summary>Commands that every process has.</summary>
public static class KnownResourceCommands
{
    /// <summary>Starts a process that has ended.</summary>
    public static readonly string StartCommand = "start";

    /// <summary>Stops the process.</summary>
    public static readonly string StopCommand = "stop";

    /// <summary>Stops the process and starts it again.</summary>
    public static readonly string RestartCommand = "restart";
}
