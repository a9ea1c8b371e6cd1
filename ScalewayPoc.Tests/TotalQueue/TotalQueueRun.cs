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

    readonly Ledger _ledger = new();

    /// <summary>What happened, in a line.</summary>
    public string Summary { get; private set; } = "";

    /// <summary>Runs it.</summary>
    /// <returns>Every breach of the promise.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        log($"TotalQueue__Seed={options.Seed} TotalQueue__Seconds={options.Seconds} TotalQueue__Faults={options.Faults}");
        var time = TimeSpan.FromSeconds(options.Seconds);
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, options.Clients).Select(i => new LoadClient(
            i, stage.Apis[i % stage.Apis.Count], _ledger, new Random(options.Seed + i), TimeSpan.FromMilliseconds(options.PauseMilliseconds))
            .RunAsync(end.Token)).ToList();
        var faults = await FaultSchedule.RunAsync(new Random(options.Seed), time, options.Faults, stage.Crashes, stage.Cuts, log);
        await end.CancelAsync();
        await Task.WhenAll(clients);
        var healed = Stopwatch.StartNew();
        var rows = await SettleAsync();
        var recovery = healed.Elapsed;
        var breaches = Verdict.Breaches(_ledger, rows, await ReadValuesAsync()).ToList();
        Summary = $"seed {options.Seed}: {faults} faults in {options.Seconds} s; {_ledger.Operations.Count} operations in {_ledger.Attempts} requests, "
            + $"{_ledger.Count(OperationState.Acknowledged)} acknowledged, {_ledger.Count(OperationState.Unknown)} without an answer; "
            + $"{rows.Count} events in the log {recovery.TotalSeconds:0.0} s after the last fault; "
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
        var attributes = await stage.Sqs.GetQueueAttributesAsync(
            stage.QueueUrl(ResourceNames.Ingress), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]);
        return attributes.ApproximateNumberOfMessages + attributes.ApproximateNumberOfMessagesNotVisible == 0
            && Verdict.Lost(_ledger, await LogRow.ReadAllAsync(stage.Log)).Count == 0;
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
