using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ScalewayPoc.Benchmarks.Support;

namespace ScalewayPoc.Benchmarks.ColdStart;

/// <summary>A service, published in one form.</summary>
/// <param name="Service">Name of the project.</param>
/// <param name="Form">Name of the form.</param>
/// <param name="Properties">Properties of MSBuild that select it.</param>
sealed record PublishedForm(string Service, string Form, string[] Properties)
{
    public static IReadOnlyList<PublishedForm> All { get; } =
    [
        .. from service in (string[])["ScalewayPoc.Api", "ScalewayPoc.Consumer"]
           from form in ((string, string[])[])
           [
               ("NativeAOT", ["-p:PublishAot=true"]),
               ("ReadyToRun", ["-p:PublishAot=false"]),
               ("JIT", ["-p:PublishAot=false", "-p:PublishReadyToRun=false"]),
           ]
           select new PublishedForm(service, form.Item1, form.Item2),
    ];

    string Folder => Repository.File($"artifacts/benchmarks/{Service}-{Form}");

    /// <summary>The program that starts the service.</summary>
    public string Program => Path.Combine(Folder, OperatingSystem.IsWindows() ? Service + ".exe" : Service);

    /// <summary>Size of all files in bytes; without the runtime, which the base image has, where the form needs one.</summary>
    public long Bytes => new DirectoryInfo(Folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public override string ToString() => $"{Service["ScalewayPoc.".Length..]}, {Form}";

    /// <summary>
    /// Publishes it where it is older than the build of the benchmarks, which has the same sources. Takes minutes for native code.
    /// </summary>
    public async Task EnsurePublishedAsync(CancellationToken cancellation)
    {
        if (File.Exists(Program) && File.GetLastWriteTimeUtc(Program) > File.GetLastWriteTimeUtc(Path.Combine(AppContext.BaseDirectory, $"{Service}.dll")))
        {
            return;
        }
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish", Repository.File(Service), "--configuration", "Release", "--runtime", RuntimeInformation.RuntimeIdentifier,
                "--output", Folder, "--nologo", "--verbosity", "quiet", .. Properties,
            ]);
        var clock = Stopwatch.StartNew();
        await Programs.RunAsync(start, cancellation);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"published {this} in {clock.Elapsed.TotalSeconds:0} s"));
    }
}
