using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ScalewayPoc.Tests.Iac;

/// <summary>The gateway's configuration in HAProxy, in front of a TLS server in the container's place.</summary>
public sealed class GatewayTests : IAsyncLifetime
{
    const string Token = "secret-token";

    static readonly string[] Programs = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"];

    readonly TemporaryFolder _folder = new();
    readonly int _containerPort = Emulators.EmulatorProcess.FreePort();
    readonly HttpClient _client = new() { BaseAddress = new($"http://127.0.0.1:{Emulators.EmulatorProcess.FreePort()}") };
    WebApplication? _container;
    GatewayProcess? _gateway;

    static string? Program => Programs.FirstOrDefault(File.Exists);

    [SkippableFact]
    public async Task Request_reaches_the_container_with_its_host_name_and_the_gateways_token()
    {
        await StartAsync(certificateFor: "localhost");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/keys/a%2Fb?x=1") { Headers = { Host = "poc.example.org" } };
        request.Headers.Add("X-Auth-Token", "of-the-caller");

        using var response = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            "localhost localhost poc.example.org secret-token /api/keys/a%2Fb?x=1",
            await response.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task Container_that_cannot_be_reached_is_a_503_as_problem_details()
    {
        await StartAsync(certificateFor: "localhost");
        await _container!.StopAsync();

        using var response = await _client.GetAsync("/api/keys/a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(503, problem!["status"]!.GetValue<int>());
        Assert.Equal("The API cannot be reached", problem["title"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Container_with_a_certificate_for_another_name_is_not_called()
    {
        await StartAsync(certificateFor: "elsewhere.example.org");

        using var response = await _client.GetAsync("/api/keys/a");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }
        _client.Dispose();
        _folder.Dispose();
    }

    async Task StartAsync(string certificateFor)
    {
        Skip.If(Program is null, "HAProxy is not installed.");
        var certificate = Certificate(certificateFor);
        _container = await StartContainerAsync(certificate);
        _gateway = GatewayProcess.Start(Program!, await WriteConfigurationAsync(certificate));
        await Eventually.TrueAsync(IsHealthyAsync, () => $"the gateway is healthy; {_gateway.Output}");
    }

    async Task<bool> IsHealthyAsync()
    {
        try
        {
            using var response = await _client.GetAsync("/gateway/health");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    async Task<WebApplication> StartContainerAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        string? serverName = null;
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _containerPort, listen =>
            listen.UseHttps(https => https.ServerCertificateSelector = (_, name) =>
            {
                serverName = name;
                return certificate;
            })));
        var container = builder.Build();
        container.Run(context => context.Response.WriteAsync(string.Join(' ',
            serverName,
            context.Request.Host.Value,
            context.Request.Headers["X-Forwarded-Host"],
            context.Request.Headers["X-Auth-Token"],
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget)));
        await container.StartAsync();
        return container;
    }

    /// <summary>The template with values, without the lines that need root or more file descriptors than a test has.</summary>
    async Task<string> WriteConfigurationAsync(X509Certificate2 certificate)
    {
        var authority = Path.Combine(_folder.Path, "authority.pem");
        await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem());
        var template = await File.ReadAllLinesAsync(Path.Combine(IacFiles.Iac, "modules", "load_balancer", "haproxy.cfg.tftpl"));
        var text = string.Join('\n', template.Where(line => line.Trim().Split(' ')[0] is not ("user" or "group" or "chroot" or "maxconn"))) + '\n';
        var values = new Dictionary<string, string>
        {
            ["${port}"] = $"{_client.BaseAddress!.Port}",
            ["${health_path}"] = "/gateway/health",
            ["${target_host}:443"] = $"localhost:{_containerPort}",
            ["${target_host}"] = "localhost",
            ["${target_token}"] = Token,
            ["${timeout_seconds + 5}"] = "35",
            ["/etc/ssl/certs/ca-certificates.crt"] = authority,
        };
        foreach (var (placeholder, value) in values)
        {
            Assert.Contains(placeholder, text, StringComparison.Ordinal);
            text = text.Replace(placeholder, value, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("${", text, StringComparison.Ordinal);
        var path = Path.Combine(_folder.Path, "haproxy.cfg");
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
