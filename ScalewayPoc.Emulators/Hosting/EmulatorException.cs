namespace ScalewayPoc.Emulators.Hosting;

/// <summary>
/// Something the user can mend. The message is one sentence that names the cause and the way out; it is all that is
/// printed before the process ends with exit code 1.
/// </summary>
public sealed class EmulatorException(string message, Exception? inner = null) : Exception(message, inner);
