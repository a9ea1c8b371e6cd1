namespace ScalewayPoc.AppHost.Embedded;

/// <summary>Entry into <see cref="LocalServices"/>.</summary>
public static class LocalServicesExtensions
{
    /// <summary>
    /// Decides between containers and embedded servers (configuration <c>Services=containers|embedded</c>, else whether a
    /// container runtime answers within a second) and says so in one line. <c>--fresh</c> deletes the data of earlier runs;
    /// <c>--Data=FOLDER</c> keeps it somewhere else.
    /// </summary>
    /// <exception cref="StartupException">An option has an unknown value.</exception>
    public static LocalServices AddLocalServices(this IDistributedApplicationBuilder builder) => LocalServices.Create(builder);
}
