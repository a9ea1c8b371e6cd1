using System.Diagnostics;
using System.Text;

namespace ScalewayPoc.Tests.Iac;

/// <summary>HAProxy in the foreground.</summary>
sealed class GatewayProcess : IAsyncDisposable
{
    readonly Process _process;
    readonly StringBuilder _output = new();

    GatewayProcess(Process process) => _process = process;

    /// <summary>Everything it has written.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public static GatewayProcess Start(string program, string configuration)
    {
        var start = new ProcessStartInfo(program, ["-db", "-f", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var gateway = new GatewayProcess(Process.Start(start)!);
        gateway._process.OutputDataReceived += (_, line) => gateway.Append(line.Data);
        gateway._process.ErrorDataReceived += (_, line) => gateway.Append(line.Data);
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
