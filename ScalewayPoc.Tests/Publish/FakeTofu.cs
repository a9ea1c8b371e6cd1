using ScalewayPoc.Tests.Application;

namespace ScalewayPoc.Tests.Publish;

/// <summary>A program in OpenTofu's place: writes down its arguments and answers as its files say.</summary>
sealed class FakeTofu : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public FakeTofu()
    {
        File.WriteAllText(Program, """
            #!/bin/sh
            here=$(dirname "$0")
            for argument in "$@"; do printf '%s\n' "$argument" >> "$here/calls"; done
            echo "--" >> "$here/calls"
            echo "$PWD" > "$here/directory"
            case "$1 $2" in
              "output -json") cat "$here/outputs" ;;
              "state list") cat "$here/state" ;;
              *) echo "fake tofu: $1" ;;
            esac
            test "$1" != "$(cat "$here/fails")"
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        Outputs = "{}";
        State = "";
        FailingCommand = "nothing";
    }

    public string Program => Path.Combine(_folder.Path, "tofu");

    public string Outputs { set => File.WriteAllText(Path.Combine(_folder.Path, "outputs"), value); }

    public string State { set => File.WriteAllText(Path.Combine(_folder.Path, "state"), value); }

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
