using System.Text.Json;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Images;

/// <summary>
/// What <c>build</c> and <c>push</c> leave for <c>publish</c>: the tag of each image and, once it is pushed, its digest, in
/// the file <c>images.json</c> of the output folder.
/// </summary>
sealed class BuiltImages
{
    const string FileName = "images.json";

    readonly SortedDictionary<string, ImageManifest> _images;

    BuiltImages(SortedDictionary<string, ImageManifest> images) => _images = images;

    public static BuiltImages None { get; } = new(new(StringComparer.Ordinal));

    public static BuiltImages Read(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            return None;
        }
        try
        {
            var images = JsonSerializer.Deserialize(File.ReadAllText(path), ManifestJsonContext.Default.Images) ?? [];
            return new(new(images, StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new ScalewayPublishException($"{path} is not what the step build writes: {e.Message} Delete it or build again.");
        }
    }

    public ImageManifest? Find(string name) => _images.GetValueOrDefault(name);

    public BuiltImages With(string name, ImageManifest image) => new(new(_images, StringComparer.Ordinal) { [name] = image });

    public void Write(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, FileName);
        var temporary = path + ".tmp";
        ManifestWriter.WriteJson(temporary, _images, ManifestJsonContext.Default.Images);
        File.Move(temporary, path, overwrite: true);
    }
}
