using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>What the option <c>Consumer</c> does to the model; nothing is started.</summary>
public sealed class ConsumerOptionTests : IDisposable
{
    readonly TemporaryFolder _data = new();

    [Theory]
    [InlineData(null, "poll")]
    [InlineData("--Consumer=poll", "poll")]
    [InlineData("--Consumer=Trigger", "trigger")]
    public async Task It_decides_who_receives(string? option, string mode)
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", "--Web=none", $"--Data={_data.Path}", .. option is null ? (string[])[] : [option]]);
        // Aspire waits that long for the entry point of an application that was never started.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        await using var application = await builder.BuildAsync();

        Assert.Equal(mode == "trigger", builder.Resources.Any(resource => resource.Name == "ingress-trigger"));
        var consumer = builder.Resources.Single(resource => resource.Name == ResourceNames.Consumer);
        var environment = new EnvironmentCallbackContext(builder.ExecutionContext, consumer);
        foreach (var annotation in consumer.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(environment);
        }
        // Said in either case, or one in the environment of the AppHost would decide for the service alone.
        Assert.Equal(mode, environment.EnvironmentVariables["Consumer__Mode"]);
    }

    public void Dispose() => _data.Dispose();
}
