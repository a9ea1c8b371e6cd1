using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScalewayPoc.Tests.Observability;

[Trait("Category", "Slow")]
public sealed class ProbeTests
{
    [SkippableFact]
    public async Task Probe_sends_the_remaining_time_of_the_certificate_and_the_used_part_of_the_budget()
    {
        Skip.If(NodeTools.Obstacle is not null, NodeTools.Obstacle);
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10));
        using var site = new TcpListener(System.Net.IPAddress.Loopback, 0);
        site.Start();
        var handshake = AcceptAsync(site, certificate);
        JsonNode? received = null;
        var token = "";
        await using var cockpit = WebApplication.CreateSlimBuilder().Build();
        cockpit.Urls.Add("http://127.0.0.1:0");
        cockpit.Run(async context =>
        {
            if (context.Request.Path == "/otlp/v1/metrics")
            {
                token = context.Request.Headers["X-Token"].ToString();
                received = await JsonNode.ParseAsync(context.Request.Body);
                return;
            }
            // Two pages of the billing API.
            Assert.Equal(("/billing/v2beta1/consumptions", "secret", "o"), (context.Request.Path.Value, context.Request.Headers["X-Auth-Token"].ToString(), context.Request.Query["organization_id"].ToString()));
            var (units, nanos) = context.Request.Query["page"] == "1" ? ("20", 500_000_000) : ("4", 500_000_000);
            await context.Response.WriteAsJsonAsync(JsonNode.Parse($$$"""{"consumptions":[{"value":{"units":"{{{units}}}","nanos":{{{nanos}}}}}],"total_count":2}"""));
        });
        await cockpit.StartAsync();
        var address = cockpit.Urls.Single();

        (await Command.RunAsync("node", [Path.Combine(ObservabilityFiles.Folder, "probe.js"), $"localhost:{((System.Net.IPEndPoint)site.LocalEndpoint).Port}", "50"],
            environment: new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = address + "/otlp/v1/metrics",
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "X-Token=token",
                ["SCW_API_URL"] = address,
                ["SCW_SECRET_KEY"] = "secret",
                ["SCW_DEFAULT_ORGANIZATION_ID"] = "o",
            })).MustSucceed();

        await using var stream = await handshake;
        Assert.Equal("token", token);
        var metrics = received!["resourceMetrics"]![0]!["scopeMetrics"]![0]!["metrics"]!.AsArray()
            .ToDictionary(metric => (metric!["name"]!.GetValue<string>(), metric["unit"]!.GetValue<string>()), metric => metric!["gauge"]!["dataPoints"]![0]!["asDouble"]!.GetValue<double>());
        Assert.InRange(metrics[("scalewaypoc.certificate.remaining", "s")], 86400 * 9.9, 86400 * 10);
        Assert.Equal(0.5, metrics[("scalewaypoc.budget.used", "1")]);
    }

    [SkippableFact]
    public async Task Probe_without_a_receiver_fails_with_its_usage()
    {
        Skip.If(NodeTools.Obstacle is not null, NodeTools.Obstacle);

        var probe = await Command.RunAsync("node", [Path.Combine(ObservabilityFiles.Folder, "probe.js"), "localhost"]);

        Assert.Equal(1, probe.ExitCode);
        Assert.Contains("usage: OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=URL", probe.Error, StringComparison.Ordinal);
    }

    static async Task<SslStream> AcceptAsync(TcpListener site, X509Certificate2 certificate)
    {
        var stream = new SslStream((await site.AcceptTcpClientAsync()).GetStream());
        await stream.AuthenticateAsServerAsync(certificate);
        return stream;
    }
}
