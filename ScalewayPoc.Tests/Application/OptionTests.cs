using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ScalewayPoc.AppHost.Local;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Application;

/// <summary>The model that the AppHost builds from its options; nothing is started.</summary>
public sealed class OptionTests : IDisposable
{
    readonly TemporaryFolder _data = new();

    [Theory]
    [InlineData(null, "poll")]
    [InlineData("--Consumer=poll", "poll")]
    [InlineData("--Consumer=Trigger", "trigger")]
    public async Task Consumer_option_selects_the_receiver(string? option, string mode)
    {
        await using var builder = await CreateAsync(option is null ? [] : [option]);
        await using var application = await builder.BuildAsync();

        Assert.Equal(mode == "trigger", builder.Resources.Any(resource => resource.Name == "ingress-trigger"));
        var consumer = builder.Resources.Single(resource => resource.Name == ResourceNames.Consumer);
        var environment = new EnvironmentCallbackContext(builder.ExecutionContext, consumer);
        foreach (var annotation in consumer.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(environment);
        }
        // Set in both modes: the service inherits the environment of the AppHost, which may contain another value.
        Assert.Equal(mode, environment.EnvironmentVariables["Consumer__Mode"]);
    }

    [Theory]
    [InlineData("--Services=magic", "Services=magic is unknown. Use Services=containers or Services=embedded.")]
    [InlineData("--Consumer=magic", "Consumer=magic is unknown. Use Consumer=poll or Consumer=trigger.")]
    [InlineData("--Web=magic", "Web=magic is unknown. Use Web=edge, Web=dev or Web=none.")]
    public async Task Unknown_value_of_an_option_is_refused(string option, string message)
    {
        var error = await Assert.ThrowsAsync<StartupException>(() => CreateAsync(option));
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public async Task Fresh_deletes_the_data_of_earlier_runs()
    {
        await (await CreateAsync()).DisposeAsync();
        var written = Path.Combine(_data.Path, "value");
        await File.WriteAllTextAsync(written, "1");

        await (await CreateAsync()).DisposeAsync();
        Assert.True(File.Exists(written));
        await (await CreateAsync("--fresh")).DisposeAsync();
        Assert.False(File.Exists(written));
    }

    async Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] options)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", "--Web=none", $"--Data={_data.Path}", .. options]);
        // The time that Aspire waits for the entry point of an application that was never started.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        return builder;
    }

    public void Dispose() => _data.Dispose();
}
