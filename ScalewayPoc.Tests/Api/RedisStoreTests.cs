using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.ServiceDefaults.Stores;
using StackExchange.Redis;
using Xunit;

namespace ScalewayPoc.Tests.Api;

/// <summary>The certificate of Scaleway's Redis is self-signed: it is trusted because it is known.</summary>
[Collection(ApiCollection.Name)]
public sealed class RedisStoreTests(SharedApi shared)
{
    [Fact]
    public async Task The_certificate_that_is_configured_is_accepted_and_no_other()
    {
        using var server = SelfSigned();
        using var other = SelfSigned();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = TerminateTlsAsync(listener, server, shared.RedisPort);

        Assert.True(await AnswersAsync(port, server.ExportCertificatePem()));
        Assert.False(await AnswersAsync(port, other.ExportCertificatePem()));
    }

    [Fact]
    public void A_certificate_that_is_none_is_told_at_the_start()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Store(1, "not a certificate"));
        Assert.Contains(RedisStoreExtensions.CertificateKey, error.Message, StringComparison.Ordinal);
    }

    static async Task<bool> AnswersAsync(int port, string pem)
    {
        await using var services = Store(port, pem);
        try
        {
            await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync();
            return true;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }

    static ServiceProvider Store(int port, string pem)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:redis"] = $"127.0.0.1:{port}",
            [RedisStoreExtensions.CertificateKey] = pem,
        });
        builder.AddRedisStore("redis");
        return builder.Services.BuildServiceProvider();
    }

    static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    static async Task TerminateTlsAsync(TcpListener listener, X509Certificate2 certificate, int target)
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptTcpClientAsync(), certificate, target);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    static async Task RelayAsync(TcpClient client, X509Certificate2 certificate, int target)
    {
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(certificate);
            using var redis = new TcpClient();
            await redis.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(tls.CopyToAsync(redis.GetStream()), redis.GetStream().CopyToAsync(tls));
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has refused the certificate, or has left.
        }
        finally
        {
            client.Dispose();
        }
    }
}
