using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>Compares what the clients were told with what is there in the end.</summary>
static class Verdict
{
    /// <summary>Every breach of the promise in words; none where it was kept.</summary>
    /// <param name="ledger">What the clients have asked for and been told.</param>
    /// <param name="log">The event log in its order.</param>
    /// <param name="values">The current values of all keys.</param>
    public static IEnumerable<string> Breaches(Ledger ledger, IReadOnlyList<LogRow> log, IReadOnlyDictionary<string, string> values) =>
    [
        .. ledger.Violations.Select(violation => $"answer: {violation}"),
        .. Lost(ledger, log).Select(operation => $"lost: {operation}"),
        .. Doubled(log),
        .. Foreign(ledger, log),
        .. Deletes(ledger, log),
        .. Disordered(ledger, log),
        .. WrongValues(log, values),
        .. LostUpdates(log),
    ];

    /// <summary>What was acknowledged and is not in the log.</summary>
    public static IReadOnlyList<Operation> Lost(Ledger ledger, IReadOnlyList<LogRow> log)
    {
        var ids = log.Select(row => row.Id).ToHashSet();
        return [.. ledger.Operations.Where(operation => operation.IsAcknowledged && !ids.Contains(operation.EventId))];
    }

    /// <summary>No operation is there twice, acknowledged or not.</summary>
    static IEnumerable<string> Doubled(IReadOnlyList<LogRow> log) => log
        .Where(row => row.Token is not null)
        .GroupBy(row => row.Token)
        .Where(rows => rows.Count() > 1)
        .Select(rows => $"doubled: {rows.Key} as {string.Join(", ", rows.Select(row => row.Id))}");

    /// <summary>Nothing is there that was not requested, that was reported as not done, or that has another id.</summary>
    static IEnumerable<string> Foreign(Ledger ledger, IReadOnlyList<LogRow> log)
    {
        var operations = ledger.Operations.ToDictionary(operation => operation.Token);
        foreach (var row in log.Where(row => row.Token is not null))
        {
            if (!operations.TryGetValue(row.Token!, out var operation) || operation.Subject != row.Subject)
            {
                yield return $"foreign: {row}";
            }
            else if (operation.State == OperationState.Refused)
            {
                yield return $"done although refused: {operation}";
            }
            else if (operation.IsAcknowledged && operation.EventId != row.Id)
            {
                yield return $"another id than acknowledged: {operation}, {row}";
            }
        }
    }

    /// <summary>Deletions have no data that tells them apart: they are counted.</summary>
    static IEnumerable<string> Deletes(Ledger ledger, IReadOnlyList<LogRow> log)
    {
        var logged = log.Where(row => row.Type == EventTypes.KeyDeleted).CountBy(row => row.Subject).ToDictionary();
        return ledger.Operations
            .Where(operation => operation.Kind == OperationKind.Delete && operation.State != OperationState.Refused)
            .CountBy(operation => operation.Subject)
            .Where(asked => logged.GetValueOrDefault(asked.Key) > asked.Value)
            .Select(asked => $"doubled: {logged[asked.Key]} deletions of {asked.Key}, {asked.Value} were asked for");
    }

    /// <summary>What one client has done to one key, one after the other, is in the log in that order.</summary>
    static IEnumerable<string> Disordered(Ledger ledger, IReadOnlyList<LogRow> log)
    {
        var places = log.Select((row, place) => (row.Id, place)).ToDictionary(entry => entry.Id, entry => entry.place);
        return ledger.Operations
            .Where(operation => operation.IsAcknowledged && places.ContainsKey(operation.EventId))
            .GroupBy(operation => (operation.Client, operation.Subject))
            .SelectMany(group => group.OrderBy(operation => operation.Number)
                .Zip(group.OrderBy(operation => operation.Number).Skip(1))
                .Where(pair => places[pair.First.EventId] > places[pair.Second.EventId])
                .Select(pair => $"out of order: {pair.First} is behind {pair.Second}"));
    }

    /// <summary>
    /// The current value is what the last event of the key says. With the order of each client and nothing lost, that is
    /// the last acknowledged write, or one without an answer that came after it.
    /// </summary>
    static IEnumerable<string> WrongValues(IReadOnlyList<LogRow> log, IReadOnlyDictionary<string, string> values)
    {
        var last = log.Where(row => row.Type.StartsWith(EventTypes.ReservedPrefix, StringComparison.Ordinal))
            .GroupBy(row => row.Subject)
            .ToDictionary(rows => rows.Key, rows => rows.Last().Data);
        return last.Keys.Union(values.Keys)
            .Where(key => last.GetValueOrDefault(key) != values.GetValueOrDefault(key))
            .Select(key => $"value of {key}: {values.GetValueOrDefault(key) ?? "none"}, but the log ends with {last.GetValueOrDefault(key) ?? "none"}");
    }

    /// <summary>Each increment is made of the one before: the counts of a counter are 1, 2, 3 and so on.</summary>
    static IEnumerable<string> LostUpdates(IReadOnlyList<LogRow> log) => LoadClient.Counters
        .Where(counter => !log.Where(row => row.Subject == counter).Select((row, i) => row.Count == i + 1).All(right => right))
        .Select(counter => $"lost update: the counts of {counter} are not 1, 2, 3, ...");
}
