namespace ScalewayPoc.Emulators.Hosting;

/// <summary>The lifetime of a server in a process that has its own; the default one takes the signals of the whole process, which may be a test's.</summary>
sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
