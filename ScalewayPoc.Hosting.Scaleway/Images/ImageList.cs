using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Images;

/// <summary>The file in which <c>build</c> writes the tag of each image and <c>push</c> its digest.</summary>
static class ImageList
{
    public static string FilePath(string directory) => Path.Combine(directory, ManifestFiles.Images);

    public static ImageManifest? Find(string name, string directory) => Read(directory).Images.Containers.GetValueOrDefault(name);

    /// <summary>Writes the tag of a built image. An image with the same tag has the same content and keeps the digest of its push.</summary>
    public static void SetTag(string name, string tag, string directory)
    {
        if (Find(name, directory)?.Tag != tag)
        {
            Set(name, new() { Tag = tag }, directory);
        }
    }

    public static void Set(string name, ImageManifest image, string directory)
    {
        var document = Read(directory);
        document.Images.Containers[name] = image;
        ManifestJson.WriteFile(FilePath(directory), document, ManifestJsonContext.Default.ImagesDocument);
    }

    static ImagesDocument Read(string directory)
    {
        var document = ManifestJson.ReadFile(FilePath(directory), ManifestJsonContext.Default.ImagesDocument, "build") ?? new();
        return document.Images.Version == ManifestHeader.CurrentVersion
            ? document
            : throw new ScalewayPublishException($"{FilePath(directory)} has version {document.Images.Version}, expected {ManifestHeader.CurrentVersion}. Delete it and run the step build again.");
    }
}
