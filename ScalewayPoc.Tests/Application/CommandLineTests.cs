using System.Net;
using System.Net.Sockets;

namespace ScalewayPoc.Tests.Application;

/// <summary>The AppHost as a user starts it: <c>dotnet run</c>, then whatever may happen to it.</summary>
public sealed class CommandLineTests : IDisposable
{
    static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90);
    static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(15);

    // The first time, it is installed: 127 MB.
    static readonly TimeSpan DashboardPatience = TimeSpan.FromMinutes(3);

    // A message that a killed consumer held comes back after the visibility timeout, 30 s.
    static readonly TimeSpan RedeliveryPatience = TimeSpan.FromSeconds(45);

    static readonly string[] SpansOfOneTrace = ["POST /api/events", "send ingress", "process ingress"];

    readonly TemporaryFolder _data = new();

    [Fact]
    public async Task It_serves_ends_with_ctrl_c_and_keeps_the_data_until_fresh()
    {
        await using (var first = await AppHostProcess.StartAsync(_data.Path, StartPatience))
        {
            using var written = await first.Api.PutAsync("kept", "1");
            Assert.Equal(HttpStatusCode.Created, written.StatusCode);
            Assert.Contains("Services: embedded", first.Output, StringComparison.Ordinal);
            await first.InterruptAsync(TimeSpan.FromSeconds(10));
        }
        await using (var second = await AppHostProcess.StartAsync(_data.Path, StartPatience))
        {
            using var kept = await second.Api.Http.GetAsync("/api/kv/kept");
            Assert.Equal("1", await kept.Content.ReadAsStringAsync());
            await second.InterruptAsync(TimeSpan.FromSeconds(10));
        }
        await using var third = await AppHostProcess.StartAsync(_data.Path, StartPatience, "--fresh");
        using var gone = await third.Api.Http.GetAsync("/api/kv/kept");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [SkippableFact]
    public async Task One_trace_leads_from_the_request_over_the_queue_to_the_event_log()
    {
        await using var application = await AppHostProcess.StartAsync(_data.Path, StartPatience);
        Skip.If(application.Output.Contains("No dashboard:", StringComparison.Ordinal), "The dashboard cannot be installed here: npm is missing.");
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        application.Api.Http.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        var id = await application.Api.SendEventAsync("trace.test", "trace", "1");
        await application.Api.WaitUntilProcessedAsync(id, EndPatience);

        using var dashboard = new HttpClient { BaseAddress = application.Dashboard, Timeout = TimeSpan.FromSeconds(20) };
        await Eventually.GetAsync(
            () => ReadAsync(dashboard, $"/api/telemetry/traces/{Trace}"),
            text => SpansOfOneTrace.All(span => text.Contains(span, StringComparison.Ordinal)),
            DashboardPatience, "whole trace");
    }

    static async Task<string> ReadAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    [Fact]
    public async Task Killed_it_leaves_nothing_running_and_starts_again_with_its_data()
    {
        await using (var killed = await AppHostProcess.StartAsync(_data.Path, StartPatience))
        {
            using var written = await killed.Api.PutAsync("kept", "1");
            Assert.True(written.IsSuccessStatusCode);
            var id = await killed.Api.SendEventAsync("kill.test", "apphost", "1");
            killed.Kill();
            await killed.WaitUntilNothingIsLeftAsync(EndPatience);

            await using var next = await AppHostProcess.StartAsync(_data.Path, StartPatience);
            using var kept = await next.Api.Http.GetAsync("/api/kv/kept");
            Assert.Equal("1", await kept.Content.ReadAsStringAsync());
            await next.Api.WaitUntilProcessedAsync(id, RedeliveryPatience);
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_option_that_moves_it()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, error) = await AppHostProcess.FailAsync(_data.Path, $"--Ports:api={port}");

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"Port {port}, the address of api, is taken", error, StringComparison.Ordinal);
        Assert.Contains("--Ports:api=PORT", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Services=magic", "Services=magic is not known. Say Services=containers or Services=embedded.")]
    [InlineData("--Consumer=magic", "Consumer=magic is not known. Say Consumer=poll or Consumer=trigger.")]
    public async Task An_unknown_choice_is_refused_with_a_sentence(string option, string sentence)
    {
        var (exitCode, error) = await AppHostProcess.FailAsync(_data.Path, option);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fresh_does_not_delete_a_folder_that_is_not_its_own()
    {
        var precious = Path.Combine(_data.Path, "precious.txt");
        await File.WriteAllTextAsync(precious, "keep me");

        var (exitCode, error) = await AppHostProcess.FailAsync(_data.Path, "--fresh");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("--fresh would delete", error, StringComparison.Ordinal);
        Assert.True(File.Exists(precious));
    }

    public void Dispose() => _data.Dispose();
}
