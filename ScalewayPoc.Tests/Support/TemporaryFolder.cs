namespace ScalewayPoc.Tests.Support;

/// <summary>A folder that is deleted at the end.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("scalewaypoc-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
