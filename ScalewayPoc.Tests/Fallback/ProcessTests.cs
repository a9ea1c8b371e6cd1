using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScalewayPoc.Tests.Fallback;

/// <summary>Programs start when and how the model says.</summary>
public class ProcessTests
{
    [Fact]
    public async Task A_program_starts_only_when_what_it_waits_for_is_healthy()
    {
        await using var small = await SmallApplication.CreateAsync();
        var healthy = Path.Combine(small.Folder, "healthy");
        small.Builder.Services.AddHealthChecks().AddCheck("file", () => File.Exists(healthy) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
        var server = small.AddScript("server", "sleep 1; : > healthy; exec sleep 60").WithHealthCheck("file");
        small.AddScript("client", "[ -e healthy ] && echo late enough; exec sleep 60").WaitFor(server);

        await small.StartAsync();

        await small.WaitForAsync("client", KnownResourceStates.Running);
        await small.LogAsync("client", "late enough");
    }

    [Fact]
    public async Task Handlers_of_the_ready_event_are_done_before_those_who_wait_start()
    {
        await using var small = await SmallApplication.CreateAsync();
        var server = small.AddScript("server", "exec sleep 60").OnResourceReady(async (_, _, stop) =>
        {
            await Task.Delay(500, stop);
            await File.WriteAllTextAsync(Path.Combine(small.Folder, "prepared"), "", stop);
        });
        small.AddScript("client", "[ -e prepared ] && echo late enough; exec sleep 60").WaitFor(server);

        await small.StartAsync();

        await small.LogAsync("client", "late enough");
    }

    [Fact]
    public async Task The_exit_code_of_a_program_is_kept_and_decides_who_waits_for_its_completion()
    {
        await using var small = await SmallApplication.CreateAsync();
        var task = small.AddScript("task", "exit 3");
        small.AddScript("content", "exec sleep 60").WaitForCompletion(task, exitCode: 3);
        small.AddScript("disappointed", "exec sleep 60").WaitForCompletion(task);

        await small.StartAsync();

        Assert.Equal(3, (await small.WaitForAsync("task", KnownResourceStates.Finished)).ExitCode);
        await small.WaitForAsync("content", KnownResourceStates.Running);
        await small.WaitForAsync("disappointed", KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_and_so_do_those_who_wait_for_it()
    {
        await using var small = await SmallApplication.CreateAsync();
        var missing = small.Builder.AddExecutable("missing", "no-such-program", small.Folder);
        small.AddScript("client", "exec sleep 60").WaitFor(missing);

        await small.StartAsync();

        await small.WaitForAsync("missing", KnownResourceStates.FailedToStart);
        await small.WaitForAsync("client", KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task A_program_gets_the_addresses_and_arguments_that_the_model_gives_it()
    {
        await using var small = await SmallApplication.CreateAsync();
        var server = small.AddScript("my-server", "exec sleep 60").WithHttpEndpoint(name: "web").WithEndpoint(name: "raw");
        var web = server.GetEndpoint("web");
        small.AddScript("argument", "echo $0.").WithArgs(web.Property(EndpointProperty.Port));
        small.Builder.AddExecutable("environment", "env", small.Folder)
            .WithEnvironment("PLAIN", $"{web.Property(EndpointProperty.Host)}/{{x}}.")
            .WithEnvironment("RAW", server.GetEndpoint("raw"));

        await small.StartAsync();

        var address = new Uri((await small.WaitForAsync("my-server", KnownResourceStates.Running)).Urls.Single(url => url.Name == "web").Url);
        await small.LogAsync("argument", $"{address.Port}.\n");
        await small.LogAsync("environment", "PLAIN=localhost/{x}.\n");
        await small.LogAsync("environment", "RAW=tcp://localhost:");
    }

    [Fact]
    public async Task A_project_gets_its_launch_profile_and_the_name_for_its_telemetry()
    {
        await using var small = await SmallApplication.CreateAsync();
        small.Builder.AddProject<Projects.ScalewayPoc_Api>("a-service");

        await small.StartAsync();

        var variables = (await small.WaitForAsync("a-service", KnownResourceStates.Running)).EnvironmentVariables.ToDictionary(variable => variable.Name, variable => variable.Value);
        Assert.Equal("Development", variables["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("in_memory", variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"]);
        Assert.StartsWith("http://localhost:", variables["ASPNETCORE_URLS"], StringComparison.Ordinal);
        Assert.DoesNotContain(":5180", await small.EndpointAsync("a-service"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_gives_a_new_process_at_the_same_address()
    {
        await using var small = await SmallApplication.CreateAsync();
        small.AddScript("server", "exec sleep 60").WithHttpEndpoint();
        await small.StartAsync();
        var before = await small.WaitForAsync("server", KnownResourceStates.Running);

        var result = await small.Commands.ExecuteCommandAsync("server", KnownResourceCommands.RestartCommand, small.Stop);

        Assert.True(result.Success, result.Message);
        var id = SmallApplication.ProcessId(before);
        var after = (await small.Notifications.WaitForResourceAsync(
            "server", change => change.Snapshot.State?.Text == KnownResourceStates.Running && SmallApplication.ProcessId(change.Snapshot) != id, small.Stop)).Snapshot;
        Assert.False(SmallApplication.IsAlive(id));
        Assert.Equal(before.Urls.Select(url => url.Url), after.Urls.Select(url => url.Url));
    }
}
