using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>A program in OpenTofu's place: writes down its arguments and answers as its files say.</summary>
sealed class FakeTofu : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public FakeTofu()
    {
        Skip.If(OperatingSystem.IsWindows(), "The program in OpenTofu's place is a shell script.");
        File.WriteAllText(Program, """
            #!/bin/sh
            here=$(dirname "$0")
            for argument in "$@"; do printf '%s\n' "$argument" >> "$here/calls"; done
            echo "--" >> "$here/calls"
            echo "$PWD" > "$here/directory"
            env > "$here/environment"
            for argument in "$@"; do case "$argument" in -out=*) echo saved > "${argument#-out=}" ;; esac; done
            case "$1 $2" in
              "output -json") cat "$here/outputs" ;;
              "show -json") cat "$here/plan" ;;
              *) echo "fake tofu: $1" ;;
            esac
            if [ "$2" = "-refresh-only" ]; then cp "$here/refreshed" "$here/outputs"; fi
            test "$1" != "$(cat "$here/fails")"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Outputs = "{}";
        Plan = PlanFile("first-apply");
        FailingCommand = "nothing";
    }

    /// <summary>A plan of the real OpenTofu and provider, reduced to what changes.</summary>
    public static string PlanFile(string name) => Path.Combine(Repository.Root, "ScalewayPoc.Tests", "Publish", "Plans", $"{name}.json");

    public string Program => Path.Combine(_folder.Path, "tofu");

    public string Outputs { set => File.WriteAllText(Path.Combine(_folder.Path, "outputs"), value); }

    /// <summary>The outputs once the state has been refreshed.</summary>
    public string OutputsAfterRefresh { set => File.WriteAllText(Path.Combine(_folder.Path, "refreshed"), value); }

    /// <summary>File with the plan that <c>show -json</c> prints.</summary>
    public string Plan { set => File.Copy(value, Path.Combine(_folder.Path, "plan"), overwrite: true); }

    /// <summary>Environment variables of the last call, one a line.</summary>
    public string Environment => File.ReadAllText(Path.Combine(_folder.Path, "environment"));

    public string FailingCommand { set => File.WriteAllText(Path.Combine(_folder.Path, "fails"), value); }

    public string WorkingDirectory => File.ReadAllText(Path.Combine(_folder.Path, "directory")).Trim();

    /// <summary>The arguments of each call.</summary>
    public IReadOnlyList<string[]> Calls => File.Exists(Path.Combine(_folder.Path, "calls"))
        ? [.. File.ReadAllText(Path.Combine(_folder.Path, "calls"))
            .Split("--\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(call => call.Split('\n', StringSplitOptions.RemoveEmptyEntries))]
        : [];

    public void Dispose() => _folder.Dispose();
}
