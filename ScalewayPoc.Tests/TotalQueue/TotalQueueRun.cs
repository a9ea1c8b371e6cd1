using System.Diagnostics;
using System.Text.Json.Nodes;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>
/// A total-queue check (after Jepsen): clients write and send while the system is made to fail; afterwards everything
/// that was acknowledged must be there, once.
/// </summary>
sealed class TotalQueueRun(ISystem system, TotalQueueOptions options, Action<string> log)
{
    /// <summary>From the end of the last fault to the last event in the log; the messages of a killed Consumer are hidden for a while.</summary>
    static readonly TimeSpan Recovery = TimeSpan.FromSeconds(90);

    /// <summary>What happened, in a line.</summary>
    public string Summary { get; private set; } = "";

    /// <summary>Whether dead letters are replayed in the end, as an operator does.</summary>
    public bool ReplaysDeadLetters { get; init; }

    /// <summary>What happens to the system after it has settled, before the verdict.</summary>
    public Func<Task> LastActAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>How many dead letters were in the log after their replay.</summary>
    public int Replayed { get; private set; }

    /// <summary>What the clients have asked for and been told.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>From the end of the trouble until everything was in the log.</summary>
    public TimeSpan RecoveryTime { get; private set; }

    /// <summary>Has the clients work while something happens.</summary>
    /// <returns>Every breach of the promise.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string what, Func<Task> happenAsync)
    {
        log($"TotalQueue__Seed={options.Seed} TotalQueue__Seconds={options.Seconds} TotalQueue__Faults={options.Faults}");
        using var end = new CancellationTokenSource();
        var clients = Enumerable.Range(0, options.Clients).Select(i => new LoadClient(
            i, system.Apis[i % system.Apis.Count], Ledger, new Random(options.Seed + i), TimeSpan.FromMilliseconds(options.PauseMilliseconds))
            .RunAsync(end.Token)).ToList();
        await happenAsync();
        await end.CancelAsync();
        await Task.WhenAll(clients);
        var healed = Stopwatch.StartNew();
        var rows = await SettleAsync();
        RecoveryTime = healed.Elapsed;
        await LastActAsync();
        var breaches = Verdict.Breaches(Ledger, rows, await ReadValuesAsync()).ToList();
        Summary = $"seed {options.Seed}: {what}; {Ledger.Operations.Count} operations in {Ledger.Attempts} requests, "
            + $"{Ledger.Count(OperationState.Acknowledged)} acknowledged, {Ledger.Count(OperationState.Unknown)} without an answer; "
            + $"{rows.Count} events in the log, the last {RecoveryTime.TotalSeconds:0.0} s after the trouble; "
            + $"{Replayed} dead letters replayed; lost {breaches.Count(b => b.StartsWith("lost", StringComparison.Ordinal))}, "
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
        return await LogRow.ReadAllAsync(system.Log);
    }

    async Task<bool> IsSettledAsync()
    {
        foreach (var api in system.Apis)
        {
            if ((await GetAsync(api, "/api/status"))?["waiting"]?.GetValue<long>() != 0)
            {
                return false;
            }
        }
        if (ReplaysDeadLetters && await system.DepthAsync(ResourceNames.IngressDeadLetters) > 0)
        {
            await ReplayAsync();
        }
        return await system.DepthAsync(ResourceNames.Ingress) == 0
            && Verdict.Lost(Ledger, await LogRow.ReadAllAsync(system.Log)).Count == 0;
    }

    async Task ReplayAsync()
    {
        using var answer = await system.Consumers[0].PostAsync("/dead-letters/replay", null);
        if (answer.IsSuccessStatusCode)
        {
            Replayed += JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["recorded"]!.GetValue<int>();
        }
    }

    /// <summary>All keys with their values, as a client reads them.</summary>
    async Task<IReadOnlyDictionary<string, string>> ReadValuesAsync()
    {
        var api = system.Apis[0];
        var values = new Dictionary<string, string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await GetAsync(api, $"/api/kv?limit=1000{(cursor == "" ? "" : "&cursor=" + cursor)}"))!;
            foreach (var item in page["items"]!.AsArray())
            {
                var key = item!["key"]!.GetValue<string>();
                values.Add(key, await api.GetStringAsync($"/api/kv/{key}"));
            }
            cursor = page["nextCursor"]?.GetValue<string>();
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
