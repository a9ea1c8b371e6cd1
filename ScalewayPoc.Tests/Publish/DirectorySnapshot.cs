using System.Runtime.CompilerServices;
using System.Text;

namespace ScalewayPoc.Tests.Publish;

/// <summary>
/// Compares a whole folder, byte for byte, with the one of that name under <c>Snapshots/</c>. With the environment variable
/// <c>UPDATE_SNAPSHOTS=1</c> it replaces the latter instead: look at the difference before it is committed.
/// </summary>
static class DirectorySnapshot
{
    /// <param name="directory">The folder to compare.</param>
    /// <param name="name">Name of the snapshot.</param>
    /// <param name="except">A file that other tests cover.</param>
    /// <param name="testFile">Set by the compiler.</param>
    public static void Verify(string directory, string name, string? except = null, [CallerFilePath] string testFile = "")
    {
        var expected = Path.Combine(Path.GetDirectoryName(testFile)!, "Snapshots", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Replace(expected, directory, except);
            return;
        }
        Assert.True(Directory.Exists(expected), $"There is no snapshot {expected}: make it with UPDATE_SNAPSHOTS=1.");
        AssertSame(Read(expected), Read(directory, except));
    }

    public static void AssertSame(SortedDictionary<string, byte[]> expected, SortedDictionary<string, byte[]> actual)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (file, bytes) in expected)
        {
            // First as text, whose difference can be read.
            Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(actual[file]));
            Assert.Equal(bytes, actual[file]);
        }
    }

    /// <summary>The bytes of each file by its path in the folder.</summary>
    public static SortedDictionary<string, byte[]> Read(string directory, string? except = null) => new(
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(directory, file) != except)
            .ToDictionary(file => Path.GetRelativePath(directory, file).Replace('\\', '/'), File.ReadAllBytes), StringComparer.Ordinal);

    static void Replace(string target, string source, string? except)
    {
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }
        foreach (var (file, bytes) in Read(source, except))
        {
            var path = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }
}
