using System.Globalization;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>How long and how hard a run is. The environment overrides: <c>TotalQueue__Seconds</c>, <c>__Faults</c>, <c>__Clients</c>, <c>__PauseMilliseconds</c>, <c>__OutageSeconds</c>, <c>__Seed</c>.</summary>
sealed record TotalQueueOptions(int Seconds, int Faults)
{
    public int Clients { get; init; } = 8;

    /// <summary>What a client waits between two operations: the machine is shared with all the servers.</summary>
    public int PauseMilliseconds { get; init; } = 10;

    /// <summary>How long a server is away, where one is.</summary>
    public int OutageSeconds { get; init; } = 6;

    public int Seed { get; init; } = Random.Shared.Next();

    /// <summary>Reads what the environment says; otherwise so many faults in so many seconds.</summary>
    public static TotalQueueOptions Read(int seconds = 0, int faults = 0)
    {
        var options = new TotalQueueOptions(Value(nameof(Seconds)) ?? seconds, Value(nameof(Faults)) ?? faults);
        return options with
        {
            Clients = Value(nameof(Clients)) ?? options.Clients,
            PauseMilliseconds = Value(nameof(PauseMilliseconds)) ?? options.PauseMilliseconds,
            OutageSeconds = Value(nameof(OutageSeconds)) ?? options.OutageSeconds,
            Seed = Value(nameof(Seed)) ?? options.Seed,
        };
    }

    static int? Value(string name) =>
        Environment.GetEnvironmentVariable($"TotalQueue__{name}") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
