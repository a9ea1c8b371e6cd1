using System.Diagnostics;

namespace ScalewayPoc.Emulators.Hosting;

/// <summary>
/// An exclusive lock between processes that ends with its holder, kill -9 included: the operating system's lock on an
/// open file, not the file's existence.
/// </summary>
static class FileLock
{
    /// <summary>Takes the lock, waiting for another holder to end.</summary>
    /// <param name="path">File to lock; made when missing, and left there.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The lock, to be disposed, or null when another process still has it.</returns>
    public static async Task<IDisposable?> TryTakeAsync(string path, TimeSpan timeout, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (clock.Elapsed > timeout)
                    return null;
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
            }
        }
    }
}
