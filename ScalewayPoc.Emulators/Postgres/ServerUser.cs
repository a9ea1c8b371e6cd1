using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Postgres;

/// <summary>Who the server runs as. PostgreSQL refuses root, which is what containers and CI machines run as.</summary>
/// <param name="Wrapper">What executes the server as that user; empty when that is the user of this process.</param>
/// <param name="Owner">Numeric user and group that must own the data, or null for the user of this process.</param>
sealed record ServerUser(IReadOnlyList<string> Wrapper, string? Owner)
{
    /// <summary>
    /// Root in a user namespace where it is called 1000: an ordinary user to PostgreSQL, while the files stay root's and
    /// can lie under folders that only root enters.
    /// </summary>
    public static ServerUser Namespaced { get; } =
        new(["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"], "0:0");

    /// <summary>
    /// Where containers forbid user namespaces: "nobody", with the one capability that lets it reach data and programs
    /// under folders of root. The secure bit keeps the capability in effect for access(2), which PostgreSQL calls for its programs.
    /// </summary>
    public static ServerUser Nobody { get; } =
        new(["setpriv", "--securebits=+no_setuid_fixup", "--reuid=65534", "--regid=65534", "--clear-groups",
            "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", "--"], "65534:65534");

    /// <summary>The first that works here.</summary>
    /// <exception cref="EmulatorException">This process is root, and none does.</exception>
    public static async Task<ServerUser> ChooseAsync()
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerUser([], null);
        foreach (var user in new[] { Namespaced, Nobody })
        {
            if (await user.IsUsableAsync())
                return user;
        }

        throw new EmulatorException(
            "PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux) can start it as another user here: run this as an ordinary user.");
    }

    public async Task<bool> IsUsableAsync() => await Programs.OutputOfAsync([.. Wrapper, "true"]) is not null;

    /// <summary>Gives it a folder with all that is in it, which may be another user's from a run in other circumstances.</summary>
    /// <exception cref="EmulatorException">That is not permitted.</exception>
    public async Task TakeOverAsync(string folder, CancellationToken cancellation)
    {
        if (Owner is not null)
            await NativeProcess.RunAsync("chown", NativeProcess.Command("chown", "-R", Owner, folder), cancellation);
    }
}
