namespace ScalewayPoc.Emulators.Hosting;

/// <summary>A program of this machine and how it is started and stopped.</summary>
/// <param name="File">Path, or name on PATH.</param>
/// <param name="Arguments">Arguments, each passed as it is.</param>
sealed record NativeCommand(string File, params string[] Arguments)
{
    /// <summary>A command that executes this one in its place, e.g. <c>unshare … --</c>; empty for none.</summary>
    public IReadOnlyList<string> Wrapper { get; init; } = [];

    /// <summary>Signal that means "end cleanly and soon".</summary>
    public UnixSignal StopSignal { get; init; } = UnixSignal.Terminate;

    /// <summary>Folder to start in; also where a crash would leave its traces.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Name for messages.</summary>
    public string Name => Path.GetFileName(File);
}
