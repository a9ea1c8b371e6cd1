namespace ScalewayPoc.ServiceDefaults;

/// <summary>Runs work that may not observe its cancellation promptly.</summary>
public static class DetachedTask
{
    /// <summary>
    /// Runs <paramref name="action"/> on the thread pool and returns as soon as <paramref name="cancellation"/> is
    /// canceled, even if the action continues. Npgsql cancels a statement by a request to the server, in the thread that
    /// cancels: when the server hangs, a token that is passed to Npgsql directly blocks every other waiter of that token.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was canceled first; the action may still be running.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        // Not disposed: its cancellation may still be running when this method has returned.
        var own = new CancellationTokenSource();
        try
        {
            return await Task.Run(() => action(own.Token), cancellation).WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _ = own.CancelAsync();
            throw;
        }
    }
}
