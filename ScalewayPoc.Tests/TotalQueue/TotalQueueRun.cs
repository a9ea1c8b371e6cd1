using System.Diagnostics;
using System.Text.Json.Nodes;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>
/// A total-queue check (after Jepsen): clients write and send while the system is made to fail; afterwards everything
/// that was acknowledged must be there, once.
/// </summary>
sealed class TotalQueueRun(Stage stage, TotalQueueOptions options, Action<string> log)
{
    /// <summary>From the end of the last fault to the last event in the log; the messages of a killed Consumer are hidden for a while.</summary>
    static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    /// <summary>What happened, in a line.</summary>
    public string Summary { get; private set; } = "";

    /// <summary>What the clients have asked for and been told.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>From the end of the trouble until everything was in the log.</summary>
    public TimeSpan RecoveryTime { get; private set; }

    /// <summary>Has the clients work while the scheduled faults happen.</summary>
    /// <returns>Every breach of the promise.</returns>
    public Task<IReadOnlyList<string>> RunAsync() => RunAsync($"{options.Faults} faults in {options.Seconds} s", () => FaultSchedule.RunAsync(
        new Random(options.Seed), TimeSpan.FromSeconds(options.Seconds), options.Faults, stage.Crashes, stage.Cuts, log));

    /// <summary>Has the clients work while something happens.</summary>
    /// <returns>Every breach of the promise.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string what, Func<Task> happenAsync)
    {
        log($"TotalQueue__Seed={options.Seed} TotalQueue__Seconds={options.Seconds} TotalQueue__Faults={options.Faults}");
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, options.Clients).Select(i => new LoadClient(
            i, stage.Apis[i % stage.Apis.Count], Ledger, new Random(options.Seed + i), TimeSpan.FromMilliseconds(options.PauseMilliseconds))
            .RunAsync(end.Token)).ToList();
        await happenAsync();
        await end.CancelAsync();
        await Task.WhenAll(clients);
        var healed = Stopwatch.StartNew();
        var rows = await SettleAsync();
        RecoveryTime = healed.Elapsed;
        var breaches = Verdict.Breaches(Ledger, rows, await ReadValuesAsync()).ToList();
        Summary = $"seed {options.Seed}: {what}; {Ledger.Operations.Count} operations in {Ledger.Attempts} requests, "
            + $"{Ledger.Count(OperationState.Acknowledged)} acknowledged, {Ledger.Count(OperationState.Unknown)} without an answer; "
            + $"{rows.Count} events in the log, the last {RecoveryTime.TotalSeconds:0.0} s after the trouble; "
            + $"lost {breaches.Count(b => b.StartsWith("lost", StringComparison.Ordinal))}, "
            + $"doubled {breaches.Count(b => b.StartsWith("doubled", StringComparison.Ordinal))}, "
            + $"breaches in all {breaches.Count}";
        log(Summary);
        return breaches;
    }

    /// <summary>Waits until nothing is under way: not in the outbox, not in the queue.</summary>
    async Task<IReadOnlyList<LogRow>> SettleAsync()
    {
        try
        {
            await Eventually.TrueAsync(IsSettledAsync, () => "settled", (int)Recovery.TotalSeconds);
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException)
        {
            // The verdict says what is missing.
            log($"Not settled: {e.Message}");
        }
        return await LogRow.ReadAllAsync(stage.Log);
    }

    async Task<bool> IsSettledAsync()
    {
        foreach (var api in stage.Apis)
        {
            if ((await GetAsync(api, "/api/status"))?["waiting"]?.GetValue<long>() != 0)
            {
                return false;
            }
        }
        return await stage.DepthAsync(ResourceNames.Ingress) == 0
            && Verdict.Lost(Ledger, await LogRow.ReadAllAsync(stage.Log)).Count == 0;
    }

    /// <summary>All keys with their values, as a client reads them.</summary>
    async Task<IReadOnlyDictionary<string, string>> ReadValuesAsync()
    {
        var api = stage.Apis[0];
        var keys = (await GetAsync(api, "/api/kv?limit=1000"))!["items"]!.AsArray().Select(item => item!["key"]!.GetValue<string>());
        var values = new Dictionary<string, string>();
        foreach (var key in keys)
        {
            values.Add(key, await api.GetStringAsync($"/api/kv/{key}"));
        }
        return values;
    }

    static async Task<JsonNode?> GetAsync(HttpClient api, string path)
    {
        try
        {
            return JsonNode.Parse(await api.GetStringAsync(path));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
