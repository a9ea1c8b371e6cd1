using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Ends all registered processes if the AppHost dies without ending them itself (kill -9, crash): a shell that reads the
/// process ids from a pipe, which the system closes together with the AppHost. Not on Windows.
/// </summary>
sealed class ProcessWatchdog : IDisposable
{
    // SIGTERM, so that a server can end its own children in order; 5 s later SIGKILL, to whole process groups.
    const string Script = """
        trap '' INT HUP TERM
        pids=
        while read -r op pid; do
          case $op in
            +) pids="$pids $pid" ;;
            -) left=; for p in $pids; do [ "$p" = "$pid" ] || left="$left $p"; done; pids=$left ;;
          esac
        done
        for p in $pids; do kill -TERM "$p"; done
        n=0
        while [ $n -lt 50 ]; do
          alive=
          for p in $pids; do kill -0 "$p" && alive=1; done
          [ -z "$alive" ] && break
          sleep 0.1
          n=$((n + 1))
        done
        for p in $pids; do kill -KILL "-$p"; kill -KILL "$p"; done
        """;

    readonly Lock _lock = new();
    Process? _shell;

    public void Register(int process) => Tell('+', process);
    public void Unregister(int process) => Tell('-', process);

    public void Dispose()
    {
        lock (_lock)
        {
            _shell?.StandardInput.Dispose();
            _shell?.Dispose();
            _shell = null;
        }
    }

    void Tell(char what, int process)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        lock (_lock)
        {
            _shell ??= Start();
            try
            {
                _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what} {process}"));
                _shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody has ended the watchdog. The processes still end with an AppHost that ends in order.
            }
        }
    }

    static Process Start()
    {
        var (program, arguments) = Unix.Shielded("/bin/sh", ["-c", Script]);
        return Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
