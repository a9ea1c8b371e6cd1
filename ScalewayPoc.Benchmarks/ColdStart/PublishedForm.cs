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
    const string NativeCode = "NativeAOT";

    public static IReadOnlyList<PublishedForm> All { get; } =
    [
        .. from service in (string[])["ScalewayPoc.Api", "ScalewayPoc.Consumer"]
           from form in ((string, string[])[])
           [
               (NativeCode, ["-p:PublishAot=true"]),
               ("ReadyToRun", ["-p:PublishAot=false"]),
               ("JIT", ["-p:PublishAot=false", "-p:PublishReadyToRun=false"]),
           ]
           select new PublishedForm(service, form.Item1, form.Item2),
    ];

    /// <summary>Starts a service on the processor of the system under test: the program of the build, or its native form.</summary>
    /// <param name="service">Name of the project.</param>
    /// <param name="native">Whether it is the native form, which is published first where it is missing.</param>
    /// <param name="environment">Variables in addition to those of this process.</param>
    public static async Task<BenchmarkProcess> StartServiceAsync(string service, bool native, IReadOnlyDictionary<string, string> environment)
    {
        if (!native)
        {
            return await BenchmarkProcess.StartProjectAsync(service, Cores.System, BenchmarkProcess.Listening, [], environment);
        }
        var form = All.Single(form => form.Service == service && form.Form == NativeCode);
        await form.EnsurePublishedAsync(CancellationToken.None);
        return await BenchmarkProcess.StartAsync(Cores.System, BenchmarkProcess.Listening, form.Program, [], environment);
    }

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
