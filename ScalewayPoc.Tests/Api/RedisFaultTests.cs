using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults;
using ScalewayPoc.ServiceDefaults.Stores;
using StackExchange.Redis;

namespace ScalewayPoc.Tests.Api;

/// <summary>
/// What StackExchange.Redis throws where a connection ends in the moment in which a command is written to it: seen once in
/// some hundred cuts, so that no test can wait for it.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class RedisFaultTests(SharedApi shared)
{
    public static TheoryData<Exception> Faults => new(
        new InvalidOperationException("Writing is not allowed after writer was completed."),
        new ObjectDisposedException("socket"),
        new IOException("Broken pipe"),
        new SocketException((int)SocketError.ConnectionReset),
        new TaskCanceledException());

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_connection_is_told_as_one_and_retried(Exception fault)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:redis"] = $"127.0.0.1:{shared.RedisPort}";
        builder.AddServiceDefaults();
        builder.AddRedisStore(ResourceNames.Redis);
        builder.Services.AddSingleton<ScalewayPoc.Api.Redis>();
        await using var app = builder.Build();
        // Connected before the pipeline's timeout counts.
        await app.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().PingAsync();
        var redis = app.Services.GetRequiredService<ScalewayPoc.Api.Redis>();

        var attempts = 0;
        Assert.Equal(1, await redis.ExecuteAsync(_ => attempts++ == 0 ? Task.FromException<int>(fault) : Task.FromResult(1), default));
        var told = await Assert.ThrowsAsync<DependencyUnavailableException>(() => redis.ExecuteAsync(_ => Task.FromException<int>(fault), default));

        Assert.Equal(ResourceNames.Redis, told.Dependency);
    }
}
