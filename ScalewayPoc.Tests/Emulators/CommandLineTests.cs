using System.Net;
using System.Net.Sockets;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Tests.Emulators;

/// <summary>A wrong command line prints one sentence with the cause and the fix, and exits with a code other than 0.</summary>
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
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var settings = new ServerSettings(IPAddress.Loopback, port, new DirectoryInfo("never-made")) { HandOver = TimeSpan.Zero };
        var error = await Assert.ThrowsAsync<EmulatorException>(() => settings.WaitForPortAsync(CancellationToken.None));
        Assert.Contains($"Port {port} of 127.0.0.1 is taken by another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_in_use_is_named()
    {
        var data = Directory.CreateTempSubdirectory("emulator-");
        try
        {
            var settings = new ServerSettings(IPAddress.Loopback, 1234, data) { HandOver = TimeSpan.Zero };
            using (await settings.TakeDataAsync(CancellationToken.None))
            {
                var error = await Assert.ThrowsAsync<EmulatorException>(() => settings.TakeDataAsync(CancellationToken.None));
                Assert.Contains($"The data folder {data.FullName} is in use by another emulator", error.Message, StringComparison.Ordinal);
            }

            (await settings.TakeDataAsync(CancellationToken.None)).Dispose();
        }
        finally
        {
            data.Delete(recursive: true);
        }
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
