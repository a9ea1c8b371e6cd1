using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>Mistakes of the user: a sentence with the cause and the mend, and an exit code.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--port 0", "--port must be 1 to 65535.")]
    [InlineData("--port 1234 --host 0.0.0.0", "--host must be a loopback address")]
    [InlineData("--port 1234 --server mysql", "Cannot parse argument 'mysql' for option '--server'")]
    [InlineData("", "Option '--port' is required.")]
    public async Task A_wrong_option_is_named(string options, string message)
    {
        var (exitCode, output) = await EmulatorProcess.RunAsync(
            ["redis", "--data", "never-made", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.False(Directory.Exists("never-made"));
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        var (exitCode, output) = await RedisAsync(port, "garnet");
        Assert.Equal(1, exitCode);
        Assert.Contains($"Port {port} of 127.0.0.1 is taken by another process", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_server_is_named_with_what_to_do()
    {
        var (exitCode, output) = await RedisAsync("1234", "native", new Dictionary<string, string> { ["PATH"] = "" });
        Assert.Equal(1, exitCode);
        Assert.Contains("No redis-server or valkey-server was found on PATH: install one", output, StringComparison.Ordinal);
    }

    static async Task<(int ExitCode, string Output)> RedisAsync(
        string port, string server, Dictionary<string, string>? environment = null)
    {
        var data = Directory.CreateTempSubdirectory("emulator-");
        try
        {
            return await EmulatorProcess.RunAsync(
                ["redis", "--port", port, "--data", data.FullName, "--server", server], environment);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
