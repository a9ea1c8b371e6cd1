namespace ScalewayPoc.Tests.Web;

/// <summary>The folder of the web application, in which packages are installed and the site is built: by one test at a time.</summary>
static class WebFolder
{
    static readonly SemaphoreSlim Turn = new(1);

    public static readonly string Path = System.IO.Path.Combine(Repository.Root, "web");

    /// <summary>Runs what may install or build.</summary>
    public static async Task UseAsync(Func<Task> action)
    {
        await Turn.WaitAsync();
        try
        {
            await action();
        }
        finally
        {
            Turn.Release();
        }
    }
}
