using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Orchestration;

/// <summary>What to start for a resource: all expressions have their values.</summary>
sealed record ExecutionPlan(string Program, ImmutableArray<string> Arguments, string Folder, ImmutableArray<KeyValuePair<string, string>> Variables)
{
    // Of the runtime that runs the AppHost: DOTNET_ROOT or PATH may lead to another one.
    static readonly string Dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    public static async Task<ExecutionPlan> CreateAsync(IResource resource, DistributedApplicationExecutionContext context, CancellationToken stop)
    {
        var (program, first, folder) = resource switch
        {
            ProjectResource project => (Dotnet, [TargetPath(project.GetProjectMetadata())], Path.GetDirectoryName(project.GetProjectMetadata().ProjectPath)!),
            ExecutableResource executable => (Resolve(executable), Array.Empty<string>(), executable.WorkingDirectory),
            _ => throw new DistributedApplicationException(
                $"'{resource.Name}' is a container, and without Aspire's own packages this AppHost cannot run containers. Say Services=embedded."),
        };
        var values = new ValueProviderContext { ExecutionContext = context, Caller = resource };

        var arguments = new List<object>();
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(new(arguments, resource, stop) { ExecutionContext = context }).ConfigureAwait(false);
        }
        var variables = new EnvironmentCallbackContext(context, resource, cancellationToken: stop);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(variables).ConfigureAwait(false);
        }

        var texts = new List<string>(first);
        foreach (var argument in arguments)
        {
            texts.Add(await ResolveAsync(argument, values, stop).ConfigureAwait(false) ?? "");
        }
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in variables.EnvironmentVariables)
        {
            if (await ResolveAsync(value, values, stop).ConfigureAwait(false) is { } text)
            {
                pairs.Add(new(name, text));
            }
        }
        return new(program, [.. texts], folder, [.. pairs]);
    }

    static ValueTask<string?> ResolveAsync(object value, ValueProviderContext context, CancellationToken stop) => value switch
    {
        string text => new(text),
        IValueProvider provider => provider.GetValueAsync(context, stop),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => provider.GetValueAsync(context, stop),
        IFormattable number => new(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => throw new DistributedApplicationException($"A value of type {value.GetType()} cannot be passed to a program."),
    };

    static string Resolve(ExecutableResource executable) => executable.Command is "dotnet" ? Dotnet
        : executable.Command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(executable.Command, executable.WorkingDirectory)
        : Unix.Find(executable.Command) ?? throw new DistributedApplicationException($"'{executable.Name}' cannot start: there is no program '{executable.Command}' on the PATH.");

    // eng/Aspire.targets notes in the AppHost's assembly what each referenced project is built into.
    static string TargetPath(IProjectMetadata metadata)
    {
        var path = metadata.GetType().Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(data => data.Key == "target:" + metadata.ProjectPath)?.Value;
        return File.Exists(path) ? path : throw new DistributedApplicationException($"{metadata.ProjectPath} is not built.");
    }
}
