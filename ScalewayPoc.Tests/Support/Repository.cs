namespace ScalewayPoc.Tests.Support;

/// <summary>The clone that the tests were built from.</summary>
static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ScalewayPoc.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No ScalewayPoc.sln above {start}.");
    }
}
