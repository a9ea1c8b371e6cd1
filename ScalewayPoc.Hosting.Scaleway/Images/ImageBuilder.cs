namespace Aspire.Hosting.Scaleway.Images;

/// <summary>
/// Builds images with the container publishing of the .NET SDK, without a Dockerfile or a container runtime. They are for
/// linux/amd64, on the chiseled base (no shell, no package manager), and run as an unprivileged user.
/// </summary>
/// <param name="project">Path of the project file.</param>
/// <param name="name">Name of the image.</param>
/// <param name="baseImage">Base image; null for the SDK's chiseled one.</param>
/// <param name="log">Gets each line of the SDK's output.</param>
sealed class ImageBuilder(string project, string name, string? baseImage, Action<string> log)
{
    const string Family = "noble-chiseled";

    // The unprivileged user of the .NET base images, as a number: the platform cannot resolve a name before start.
    const string UnprivilegedUser = "1654";

    /// <summary>Builds the program and returns the tag of its content.</summary>
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

    /// <summary>Pushes the image and returns its digest in the registry.</summary>
    /// <param name="tag">Tag of the image.</param>
    /// <param name="registry">Address of the registry, with the namespace that all images are in.</param>
    /// <param name="secretKey">Scaleway API secret key; null for the credentials of <c>docker login</c>.</param>
    /// <param name="stop">Cancels the push.</param>
    public async Task<string> PushAsync(string tag, string registry, string? secretKey, CancellationToken stop)
    {
        var (host, space) = registry.Split('/', 2) is [var first, var rest] ? (first, rest + "/") : (registry, "");
        var digestFile = Path.GetTempFileName();
        try
        {
            Dictionary<string, string?> environment = secretKey is null ? [] : new()
            {
                // The user name of Scaleway's registry is fixed; the password is the secret key.
                ["DOTNET_CONTAINER_REGISTRY_UNAME"] = "nologin",
                ["DOTNET_CONTAINER_REGISTRY_PWORD"] = secretKey,
            };
            await RunAsync(
                [.. Container(space + name, tag), $"-p:ContainerRegistry={host}", "-getProperty:GeneratedContainerDigest", $"-getResultOutputFile:{digestFile}"],
                environment, stop);
            return (await File.ReadAllTextAsync(digestFile, stop)).Trim() is { Length: > 0 } digest
                ? digest
                : throw new ScalewayPublishException($"{name}: the SDK reported no digest of the pushed image.");
        }
        finally
        {
            File.Delete(digestFile);
        }
    }

    // The files contain nothing of the machine or the commit, so that the same source gives the same tag.
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

    async Task RunAsync(string[] arguments, Dictionary<string, string?> environment, CancellationToken stop)
    {
        var exitCode = await ProcessRunner.RunAsync("dotnet", arguments, Path.GetDirectoryName(project)!, log, log, stop, environment);
        if (exitCode != 0)
        {
            throw new ScalewayPublishException($"{name}: dotnet publish ended with exit code {exitCode}; the output above has the cause.");
        }
    }
}
