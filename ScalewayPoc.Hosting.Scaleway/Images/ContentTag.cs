using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.Scaleway.Images;

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
