namespace ScalewayPoc.Emulators.Hosting;

/// <summary>The signals used here; their numbers are the same on every Unix.</summary>
enum UnixSignal
{
    /// <summary>SIGINT.</summary>
    Interrupt = 2,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,
}
