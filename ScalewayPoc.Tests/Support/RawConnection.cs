using System.Net.Sockets;
using System.Text;

namespace ScalewayPoc.Tests.Support;

/// <summary>A TCP connection to a web server, for requests that no client library sends.</summary>
sealed class RawConnection : IDisposable
{
    readonly TcpClient _client = new();

    public NetworkStream Stream => _client.GetStream();

    /// <summary>Connects.</summary>
    /// <param name="address">Of the server.</param>
    /// <param name="receiveBuffer">Bytes that the system takes from the server before the test reads; null for its default.</param>
    public static async Task<RawConnection> OpenAsync(Uri address, int? receiveBuffer = null)
    {
        var connection = new RawConnection();
        if (receiveBuffer is { } bytes)
        {
            connection._client.ReceiveBufferSize = bytes;
        }
        await connection._client.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public async Task SendAsync(string text) => await Stream.WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>Reads until the server closes the connection, or has sent the text.</summary>
    public async Task<string> ReadToEndAsync(string? until = null)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while ((until is null || !answer.ToString().Contains(until, StringComparison.Ordinal))
                && await Stream.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromMinutes(1)) is > 0 and var read)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Closed by a reset.
        }
        return answer.ToString();
    }

    public void Dispose() => _client.Dispose();
}
