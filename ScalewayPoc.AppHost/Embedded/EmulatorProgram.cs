namespace ScalewayPoc.AppHost.Embedded;

/// <summary>ScalewayPoc.Emulators as a program: the build puts it beside the AppHost.</summary>
static class EmulatorProgram
{
    public const string Runtime = "dotnet";

    public static string Folder => AppContext.BaseDirectory;

    /// <summary>What the runtime is given to run one of its commands.</summary>
    public static string[] Arguments(string command) => ["exec", Path.Combine(Folder, "ScalewayPoc.Emulators.dll"), command];
}
