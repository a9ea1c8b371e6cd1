using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Stores;
using StackExchange.Redis;
using Xunit;

namespace ScalewayPoc.Tests.Api;

public sealed class ServiceDefaultsTests
{
    [Fact]
    public void A_connection_string_is_completed_for_a_transaction_pooler()
    {
        var settings = new NpgsqlConnectionStringBuilder(
            EventLogDatabaseExtensions.ForTransactionPooling("Host=h;Database=d;Username=u;Password=p;SSL Mode=VerifyFull"));
        Assert.True(settings.NoResetOnClose);
        Assert.Equal(0, settings.MaxAutoPrepare);
        Assert.Equal(15, settings.Timeout);
        Assert.Equal(30, settings.CommandTimeout);
        Assert.Equal(20, settings.MaxPoolSize);
        Assert.Equal(("h", "d", "u", "p", SslMode.VerifyFull), (settings.Host, settings.Database, settings.Username, settings.Password, settings.SslMode));
    }

    [Fact]
    public void What_a_connection_string_says_stays()
    {
        var settings = new NpgsqlConnectionStringBuilder(EventLogDatabaseExtensions.ForTransactionPooling(
            "Server=h;No Reset On Close=false;MaxAutoPrepare=5;Timeout=3;CommandTimeout=4;MaxPoolSize=7"));
        Assert.False(settings.NoResetOnClose);
        Assert.Equal((5, 3, 4, 7), (settings.MaxAutoPrepare, settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void No_connection_string_stays_none(string? connectionString) =>
        Assert.Equal(connectionString, EventLogDatabaseExtensions.ForTransactionPooling(connectionString));

    [Theory]
    [InlineData("http://*:8123", "--PORT=8123")]
    [InlineData("http://localhost:1", "--PORT=8123", "--URLS=http://localhost:1")]
    [InlineData(null, "--PORT=8123", "--HTTP_PORTS=2")]
    [InlineData(null, "--PORT=8123", "--Kestrel:Endpoints:a:Url=http://localhost:3")]
    [InlineData(null)]
    public void The_platforms_port_is_used_unless_another_address_is_given(string? urls, params string[] arguments)
    {
        var builder = WebApplication.CreateBuilder(arguments);
        builder.AddServiceDefaults();
        Assert.Equal(urls, builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey));
    }

    [Theory]
    [InlineData("eighty")]
    [InlineData("65536")]
    public void A_platform_port_that_is_none_is_told(string port)
    {
        var builder = WebApplication.CreateBuilder([$"--PORT={port}"]);
        var error = Assert.Throws<InvalidOperationException>(builder.AddServiceDefaults);
        Assert.Contains($"'{port}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_is_retried_and_a_wrong_command_is_not()
    {
        await using var pipelines = Pipelines();
        var attempts = 0;
        Assert.Equal(3, await Pipeline(pipelines, DependencyPipelines.Redis).ExecuteAsync(_ => ++attempts < 3
            ? throw new RedisConnectionException(ConnectionFailureType.SocketFailure, "")
            : ValueTask.FromResult(attempts)));

        attempts = 0;
        await Assert.ThrowsAsync<RedisServerException>(async () => await Pipeline(pipelines, DependencyPipelines.Redis)
            .ExecuteAsync<int>(_ => throw new RedisServerException($"ERR {++attempts}")));
        Assert.Equal(1, attempts);

        attempts = 0;
        await Assert.ThrowsAsync<PostgresException>(async () => await Pipeline(pipelines, DependencyPipelines.PostgresRead)
            .ExecuteAsync<int>(_ => throw new PostgresException($"{++attempts}", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable)));
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task The_breaker_opens_on_timeouts_and_not_on_refusals()
    {
        await using var pipelines = Pipelines();
        var pipeline = Pipeline(pipelines, DependencyPipelines.PostgresRead);
        for (var i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<PostgresException>(async () => await pipeline.ExecuteAsync<int>(_ =>
                throw new PostgresException("refused", "ERROR", "ERROR", PostgresErrorCodes.InvalidPassword)));
        }
        Assert.Equal(1, await pipeline.ExecuteAsync(_ => ValueTask.FromResult(1)));

        for (var i = 0; i < 30; i++)
        {
            await Assert.ThrowsAnyAsync<ExecutionRejectedException>(async () =>
                await pipeline.ExecuteAsync<int>(_ => throw new TimeoutRejectedException()));
        }
        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await pipeline.ExecuteAsync(_ => ValueTask.FromResult(1)));
    }

    [Fact]
    public async Task Patience_ends_though_what_is_waited_for_blocks()
    {
        using var blocked = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var waiting = Patience.RunAsync(
            async token =>
            {
                // As Npgsql does: the thread that cancels is kept.
                await using var registration = token.Register(blocked.Wait);
                await cancellation.CancelAsync();
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return 0;
            },
            cancellation.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        blocked.Set();
    }

    static ServiceProvider Pipelines()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        return builder.Services.BuildServiceProvider();
    }

    static ResiliencePipeline Pipeline(ServiceProvider services, string name) =>
        services.GetRequiredService<ResiliencePipelineProvider<string>>().GetPipeline(name);
}
