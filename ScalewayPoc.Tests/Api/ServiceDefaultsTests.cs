using Microsoft.AspNetCore.Builder;
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
    public void Connection_string_gets_defaults_for_a_transaction_pooler()
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
    public void Settings_of_the_connection_string_are_kept()
    {
        var settings = new NpgsqlConnectionStringBuilder(EventLogDatabaseExtensions.ForTransactionPooling(
            "Server=h;No Reset On Close=false;MaxAutoPrepare=5;Timeout=3;CommandTimeout=4;MaxPoolSize=7"));
        Assert.False(settings.NoResetOnClose);
        Assert.Equal((5, 3, 4, 7), (settings.MaxAutoPrepare, settings.Timeout, settings.CommandTimeout, settings.MaxPoolSize));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Missing_connection_string_stays_missing(string? connectionString) =>
        Assert.Equal(connectionString, EventLogDatabaseExtensions.ForTransactionPooling(connectionString));

    [Fact]
    public async Task Lost_connection_is_retried_and_server_error_is_not()
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
    public async Task Breaker_opens_on_timeouts_and_not_on_errors()
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
    public async Task Detached_task_returns_on_cancellation_although_the_action_blocks()
    {
        using var blocked = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        var waiting = DetachedTask.RunAsync(
            async token =>
            {
                // Npgsql blocks the canceling thread in the same way.
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
