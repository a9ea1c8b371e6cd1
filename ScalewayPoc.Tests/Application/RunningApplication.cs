using Npgsql;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Queues;
using ScalewayPoc.Tests.TotalQueue;

namespace ScalewayPoc.Tests.Application;

/// <summary>The application that the AppHost has started.</summary>
sealed class RunningApplication : ISystem, IAsyncDisposable
{
    readonly Dictionary<string, SqsQueue> _queues = [];

    RunningApplication(HttpClient api, HttpClient consumer, NpgsqlDataSource log) => (Apis, Consumers, Log) = ([api], [consumer], log);

    public IReadOnlyList<HttpClient> Apis { get; }

    public IReadOnlyList<HttpClient> Consumers { get; }

    public NpgsqlDataSource Log { get; }

    public static async Task<RunningApplication> ConnectAsync(DistributedApplication application)
    {
        var running = new RunningApplication(
            await application.CreateHttpClient(ResourceNames.Api).WithTokenOfAsync(application.GetEndpoint(ResourceNames.Issuer)),
            await application.CreateHttpClient(ResourceNames.Consumer).WithTokenOfAsync(application.GetEndpoint(ResourceNames.Issuer)),
            NpgsqlDataSource.Create((await application.GetConnectionStringAsync(ResourceNames.Events))!));
        foreach (var name in (string[])[ResourceNames.Ingress, ResourceNames.IngressDeadLetters])
        {
            running._queues.Add(name, SqsQueue.Connect((await application.GetConnectionStringAsync(name))!));
        }
        return running;
    }

    public async Task<int> DepthAsync(string queue)
    {
        var (visible, inFlight) = await _queues[queue].Client.DepthAsync(_queues[queue].Url);
        return visible + inFlight;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues.Values)
        {
            queue.Client.Dispose();
        }
        Apis[0].Dispose();
        Consumers[0].Dispose();
        await Log.DisposeAsync();
    }
}
