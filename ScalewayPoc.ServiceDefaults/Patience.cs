namespace ScalewayPoc.ServiceDefaults;

/// <summary>Waiting for what may not notice that nobody waits any more.</summary>
public static class Patience
{
    /// <summary>
    /// Runs <paramref name="action"/> and leaves as soon as <paramref name="cancellation"/> says so, whatever the action
    /// does then. Npgsql cancels a statement by asking the server, in the very thread that cancels: where the server
    /// hangs, a token that is handed to it directly holds up everybody else who waits for the same token.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first; the action may still go on.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        // Not disposed: its cancellation may be under way for longer than anybody waits.
        var own = new CancellationTokenSource();
        using var link = cancellation.UnsafeRegister(_ => own.CancelAsync(), null);
        return await Task.Run(() => action(own.Token), cancellation).WaitAsync(cancellation);
    }
}
