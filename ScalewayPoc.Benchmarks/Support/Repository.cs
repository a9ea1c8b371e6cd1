namespace ScalewayPoc.Benchmarks.Support;

/// <summary>The repository that this program was built in.</summary>
static class Repository
{
    /// <summary>Path of a file in the repository.</summary>
    /// <exception cref="BenchmarkException">The program runs outside of the repository.</exception>
    public static string File(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (global::System.IO.File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
            {
                return Path.Combine(folder.FullName, path);
            }
        }
        throw new BenchmarkException($"{AppContext.BaseDirectory} is outside of the repository: run the benchmarks by dotnet run.");
    }
}
