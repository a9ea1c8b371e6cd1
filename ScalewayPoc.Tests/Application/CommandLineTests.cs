using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>The AppHost as a process, started with <c>dotnet run</c>.</summary>
[Trait("Category", "Slow")]
[TestCaseOrderer("ScalewayPoc.Tests.Application.KillLast", "ScalewayPoc.Tests")]
public sealed class CommandLineTests(RunningAppHost appHost) : IClassFixture<RunningAppHost>, IDisposable
{
    // The limits end a test that fails; they are longer than a busy machine needs.
    static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(90);

    // Spans are exported every five seconds.
    static readonly TimeSpan DashboardTimeout = TimeSpan.FromSeconds(90);

    // A message that the killed consumer had received is visible again after the visibility timeout, 30 s.
    static readonly TimeSpan RedeliveryTimeout = TimeSpan.FromSeconds(90);

    static readonly string[] Services = [ResourceNames.Api, ResourceNames.Consumer];

    static readonly string[] SpansOfOneTrace = ["POST /api/events", "send ingress", "process ingress"];

    readonly TemporaryFolder _data = new();

    [Fact]
    public async Task One_trace_leads_from_the_request_over_the_queue_to_the_event_log()
    {
        var application = await appHost.StartedAsync();
        using var dashboard = new HttpClient { BaseAddress = application.Dashboard, Timeout = TimeSpan.FromSeconds(20) };
        dashboard.DefaultRequestHeaders.Add("x-api-key", AppHostProcess.DashboardKey);
        // The services start in parallel with the dashboard, and what an exporter sends before it is connected is lost: events are
        // sent until the dashboard has spans of both services.
        await Eventually.GetAsync(
            async () =>
            {
                await application.Api.WaitUntilProcessedAsync(await application.Api.SendEventAsync("trace.test", "connection", "1"), EndTimeout);
                return await ReadAsync(dashboard, "/api/telemetry/resources");
            },
            HaveTraces, DashboardTimeout, "traces of both services");

        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        application.Api.Http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        var id = await application.Api.SendEventAsync("trace.test", "trace", "1");
        await application.Api.WaitUntilProcessedAsync(id, EndTimeout);
        await Eventually.GetAsync(
            () => ReadAsync(dashboard, $"/api/telemetry/traces/{Trace}"),
            text => SpansOfOneTrace.All(span => text.Contains(span, StringComparison.Ordinal)),
            DashboardTimeout, "whole trace");
    }

    static bool HaveTraces(string resources) =>
        resources.StartsWith('[') && JsonNode.Parse(resources) is JsonArray all
        && Services.All(service => all.Any(resource => (string?)resource!["name"] == service && (bool)resource["hasTraces"]!));

    static async Task<string> ReadAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException e)
        {
            return JsonSerializer.Serialize(e.Message);
        }
    }

    [Fact]
    public async Task Killed_or_interrupted_AppHost_leaves_no_process_and_keeps_its_data()
    {
        var killed = await appHost.StartedAsync();
        Assert.Contains("Services: embedded", killed.Output, StringComparison.Ordinal);
        using var written = await killed.Api.PutAsync("kept", "1");
        Assert.True(written.IsSuccessStatusCode);
        var id = await killed.Api.SendEventAsync("kill.test", "apphost", "1");
        killed.Kill();
        await killed.WaitUntilNothingIsLeftAsync(EndTimeout);

        var next = await appHost.StartedAsync();
        using var kept = await next.Api.Http.GetAsync("/api/kv/kept");
        Assert.Equal("1", await kept.Content.ReadAsStringAsync());
        await next.Api.WaitUntilProcessedAsync(id, RedeliveryTimeout);
        await next.InterruptAsync(EndTimeout);
    }

    [Fact]
    public async Task Port_in_use_is_reported_with_the_option_that_changes_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, error) = await AppHostProcess.FailAsync(_data.Path, $"--Ports:api={port}");

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"Port {port}, the address of api, is in use", error, StringComparison.Ordinal);
        Assert.Contains("--Ports:api=PORT", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fresh_does_not_delete_the_folder_of_another_program()
    {
        var precious = Path.Combine(_data.Path, "precious.txt");
        await File.WriteAllTextAsync(precious, "keep me");

        var (exitCode, error) = await AppHostProcess.FailAsync(_data.Path, "--fresh");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("--fresh would delete", error, StringComparison.Ordinal);
        Assert.True(File.Exists(precious));
    }

    [Fact]
    public async Task Fresh_does_not_delete_the_data_of_running_servers()
    {
        await File.WriteAllTextAsync(Path.Combine(_data.Path, ".scalewaypoc-data"), "");
        var folder = Directory.CreateDirectory(Path.Combine(_data.Path, "redis")).FullName;
        await using var held = new FileStream(Path.Combine(folder, "lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

        var (exitCode, error) = await AppHostProcess.FailAsync(_data.Path, "--fresh");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("whose servers are running", error, StringComparison.Ordinal);
        Assert.True(File.Exists(held.Name));
    }

    public void Dispose() => _data.Dispose();
}
