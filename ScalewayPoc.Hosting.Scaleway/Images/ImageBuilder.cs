using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.Scaleway.Images;

/// <summary>
/// Builds images with the container publishing of the .NET SDK, without a Dockerfile or a container runtime. They are for
/// linux/amd64, on the chiseled base (no shell, no package manager), and run as an unprivileged user. The project decides
/// whether it is published as native code (<c>PublishAot</c>), whose C library must not be newer than that of the base.
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
        "publish", project, "--configuration", "Release", "--runtime", "linux-x64", "--nologo",
        "-p:ContinuousIntegrationBuild=true", "-p:IncludeSourceRevisionInInformationalVersion=false",
        $"-p:PathMap={Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(project)))}=/_",
    ];

    string[] Container(string repository, string tag) =>
    [
        .. Publish, "-t:PublishContainer", $"-p:ContainerRepository={repository}", $"-p:ContainerImageTag={tag}",
        "-p:ContainerRuntimeIdentifier=linux-x64", "-p:ContainerImageFormat=OCI", $"-p:ContainerUser={UnprivilegedUser}",
        baseImage is null ? $"-p:ContainerFamily={Family}" : $"-p:ContainerBaseImage={baseImage}",
    ];

    Task RunAsync(string[] arguments, Dictionary<string, string?> environment, CancellationToken stop) => ProcessRunner.RunAsync(
        $"{name}: dotnet publish", "dotnet", arguments, Path.GetDirectoryName(project)!, "Install the .NET SDK.", log, log, stop, environment);
}

/// <summary>Tags an image by its content: the same content has the same tag on every machine.</summary>
static class ContentTag
{
    const int Length = 20;

    /// <summary>First 20 hexadecimal digits of the SHA-256 over the base image and each file's path, size and bytes.</summary>
    public static string Of(string directory, string baseImage)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, baseImage);
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => (Path: file, Name: Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        foreach (var (path, name) in files)
        {
            var content = File.ReadAllBytes(path);
            Append(hash, string.Create(CultureInfo.InvariantCulture, $"\n{name}\n{content.Length}\n"));
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Length];
    }

    static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
