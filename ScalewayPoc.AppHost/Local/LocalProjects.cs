using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;

namespace ScalewayPoc.AppHost.Local;

/// <summary>How projects run on this machine.</summary>
static class LocalProjects
{
    /// <summary>
    /// Starts the program that the build of the AppHost has produced, over plain http. <c>dotnet run</c>, Aspire's default,
    /// evaluates the project again: 2 s and 60 MB for each. Without a build output, and under <c>dotnet watch</c>, the
    /// default remains. With <c>Native=true</c> the program is the published native one.
    /// </summary>
    /// <exception cref="StartupException">The native program has not been published.</exception>
    public static IResourceBuilder<ProjectResource> WithLocalDefaults(this IResourceBuilder<ProjectResource> project)
    {
        var builder = project.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            return project;
        }
#pragma warning disable ASPIRECERTIFICATES001 // Without it the dashboard asks for a development certificate.
        project.WithoutHttpsCertificate();
#pragma warning restore ASPIRECERTIFICATES001
        var file = project.Resource.GetProjectMetadata().ProjectPath;
        var folder = Path.GetDirectoryName(file)!;
        if (builder.Configuration.GetValue("Native", false))
        {
            return project.WithAnnotation(new ExecutableAnnotation { Command = NativeProgram(file), WorkingDirectory = folder });
        }
        // bin/CONFIGURATION/FRAMEWORK, the same as of the running program.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(
            folder, "bin", output.Parent!.Name, output.Name, $"{Path.GetFileNameWithoutExtension(file)}.dll");
        return builder.Configuration.GetValue("DOTNET_WATCH", false) || !File.Exists(program)
            ? project
            : project
                .WithAnnotation(new ExecutableAnnotation { Command = "dotnet", WorkingDirectory = folder })
                .WithArgs(context => context.Args.Insert(0, program));
    }

    static string NativeProgram(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        var runtime = RuntimeInformation.RuntimeIdentifier;
        var program = Path.Combine(
            Path.GetDirectoryName(project)!, "bin", "Release", new DirectoryInfo(AppContext.BaseDirectory).Name, runtime, "publish", name);
        return File.Exists(program)
            ? program
            : throw new StartupException($"Native=true needs the native program {program}: run dotnet publish {name} --runtime {runtime}.");
    }
}
