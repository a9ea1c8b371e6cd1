namespace ScalewayPoc.AppHost.Embedded;

/// <summary>Something that the person at the command line can mend; the message names the cause and the mend.</summary>
public sealed class StartupException(string message) : DistributedApplicationException(message);
