using System.Collections.Concurrent;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>What the clients have asked for and been told.</summary>
sealed class Ledger
{
    readonly ConcurrentBag<Operation> _operations = [];
    readonly ConcurrentBag<string> _violations = [];
    int _attempts;
    int _unanswered;

    public IReadOnlyCollection<Operation> Operations => _operations;

    /// <summary>Answers that should never be given, such as 500.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>Number of requests, repetitions included.</summary>
    public int Attempts => _attempts;

    /// <summary>How many of them were answered with 503, or not at all.</summary>
    public int Unanswered => _unanswered;

    public int Count(OperationState state) => _operations.Count(operation => operation.State == state);

    public void Add(Operation operation) => _operations.Add(operation);

    public void Violate(string what) => _violations.Add(what);

    public void Attempt(bool answered)
    {
        Interlocked.Increment(ref _attempts);
        if (!answered)
        {
            Interlocked.Increment(ref _unanswered);
        }
    }
}
