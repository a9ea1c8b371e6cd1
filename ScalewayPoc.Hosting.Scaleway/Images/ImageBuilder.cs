using System.Diagnostics;
using Aspire.Hosting.Scaleway.Deployment;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Images;

/// <summary>
/// Makes images with the container publishing of the .NET SDK: no Dockerfile and no container runtime. They are for
/// linux/amd64, on the chiseled base (no shell, no package manager), and run as an unprivileged user.
/// </summary>
/// <param name="project">Path of the project file.</param>
/// <param name="name">Name of the image.</param>
/// <param name="baseImage">Base image instead of the SDK's own choice; null for that.</param>
/// <param name="log">Gets each line of the SDK's output.</param>
sealed class ImageBuilder(string project, string name, string? baseImage, Action<string> log)
{
    const string Family = "noble-chiseled";

    // The user id that the .NET base images define for this; a number, as the platform cannot look names up before start.
    const string UnprivilegedUser = "1654";

    /// <summary>Builds the program and returns the tag that its content gives.</summary>
    public async Task<string> TagAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("image-");
        try
        {
            await RunAsync([.. Publish, "--output", folder.FullName], [], stop);
            return ContentTag.Of(folder.FullName, baseImage ?? Family);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes the image as an OCI archive.</summary>
    public Task ArchiveAsync(string tag, string path, CancellationToken stop) =>
        RunAsync([.. Container(name, tag), $"-p:ContainerArchiveOutputPath={path}"], [], stop);

    /// <summary>Pushes the image and returns the digest that the registry knows it by.</summary>
    /// <param name="tag">Tag of the image.</param>
    /// <param name="registry">Address of the registry, with the namespace that all images are in.</param>
    /// <param name="secretKey">Scaleway API secret key; null to use what <c>docker login</c> left.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<string> PushAsync(string tag, string registry, string? secretKey, CancellationToken stop)
    {
        var (host, space) = registry.Split('/', 2) is [var first, var rest] ? (first, rest + "/") : (registry, "");
        var digestFile = Path.GetTempFileName();
        try
        {
            Dictionary<string, string> environment = secretKey is null ? [] : new()
            {
                // How Scaleway's registry wants to be logged in to.
                ["DOTNET_CONTAINER_REGISTRY_UNAME"] = "nologin",
                ["DOTNET_CONTAINER_REGISTRY_PWORD"] = secretKey,
            };
            await RunAsync(
                [.. Container(space + name, tag), $"-p:ContainerRegistry={host}", "-getProperty:GeneratedContainerDigest", $"-getResultOutputFile:{digestFile}"],
                environment, stop);
            return (await File.ReadAllTextAsync(digestFile, stop)).Trim() is { Length: > 0 } digest
                ? digest
                : throw new ScalewayPublishException($"{name}: the SDK pushed the image without telling its digest.");
        }
        finally
        {
            File.Delete(digestFile);
        }
    }

    // Nothing of the machine or the commit gets into the files, so that the same source gives the same tag.
    string[] Publish =>
    [
        "publish", project, "--configuration", "Release", "--runtime", "linux-x64", "--self-contained", "false", "--nologo",
        "-p:ContinuousIntegrationBuild=true", "-p:IncludeSourceRevisionInInformationalVersion=false",
        $"-p:PathMap={Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(project)))}=/_",
    ];

    string[] Container(string repository, string tag) =>
    [
        .. Publish, "-t:PublishContainer", $"-p:ContainerRepository={repository}", $"-p:ContainerImageTag={tag}",
        "-p:ContainerRuntimeIdentifier=linux-x64", "-p:ContainerImageFormat=OCI", $"-p:ContainerUser={UnprivilegedUser}",
        baseImage is null ? $"-p:ContainerFamily={Family}" : $"-p:ContainerBaseImage={baseImage}",
    ];

    async Task RunAsync(string[] arguments, Dictionary<string, string> environment, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet", arguments);
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }
        if (await Command.RunAsync(start, log, log, stop) is not 0 and var exitCode)
        {
            throw new ScalewayPublishException($"{name}: dotnet publish ended with exit code {exitCode}; its output above says why.");
        }
    }
}
