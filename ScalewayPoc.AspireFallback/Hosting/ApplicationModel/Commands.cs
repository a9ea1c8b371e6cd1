namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command ended.</summary>
public sealed class ExecuteCommandResult
{
    public required bool Success { get; init; }
    public bool Canceled { get; init; }
    public string? Message { get; init; }
    public CommandResultData? Data { get; init; }
}

/// <summary>What a command has to show.</summary>
public sealed class CommandResultData
{
    public required string Value { get; init; }
    public CommandResultFormat Format { get; init; }

    /// <summary>Whether the dashboard opens it at once.</summary>
    public bool DisplayImmediately { get; init; }
}

/// <summary>What it is written in.</summary>
public enum CommandResultFormat
{
    Text,
    Json,
    Markdown,
}

/// <summary>Makes command results.</summary>
public static class CommandResults
{
    public static ExecuteCommandResult Success() => new() { Success = true };

    /// <summary>It worked, and this is to tell.</summary>
    public static ExecuteCommandResult Success(string message) => new() { Success = true, Message = message };

    /// <summary>It worked, and this is to tell and to show.</summary>
    public static ExecuteCommandResult Success(string message, CommandResultData value) => new() { Success = true, Message = message, Data = value };

    public static ExecuteCommandResult Failure(string? errorMessage = null) => new() { Success = false, Message = errorMessage };
}

/// <summary>How a command is shown.</summary>
public class CommandOptions
{
    public string? Description { get; set; }
    public string? IconName { get; set; }
}

/// <summary>How an HTTP command asks.</summary>
public class HttpCommandOptions : CommandOptions
{
    public HttpMethod? Method { get; set; }
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }

    /// <summary>What the answer means; null where the status says it.</summary>
    public Func<HttpCommandResultContext, Task<ExecuteCommandResult>>? GetCommandResult { get; set; }
}

/// <summary>The request of an HTTP command.</summary>
public sealed class HttpCommandRequestContext
{
    public required IServiceProvider Services { get; init; }
    public required HttpRequestMessage Request { get; init; }
    public required CancellationToken CancellationToken { get; init; }
}

/// <summary>The answer to an HTTP command.</summary>
public sealed class HttpCommandResultContext
{
    public required HttpResponseMessage Response { get; init; }
    public required CancellationToken CancellationToken { get; init; }
}

// A command of a resource.
sealed class ResourceCommandAnnotation(string name, Func<IServiceProvider, CancellationToken, Task<ExecuteCommandResult>> execute) : IResourceAnnotation
{
    public string Name { get; } = name;
    public Func<IServiceProvider, CancellationToken, Task<ExecuteCommandResult>> ExecuteAsync { get; } = execute;
}

/// <summary>Commands that every process has.</summary>
public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";
    public static readonly string StopCommand = "stop";
    public static readonly string RestartCommand = "restart";
}
