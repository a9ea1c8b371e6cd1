using ScalewayPoc.Consumer.Envelopes;

namespace ScalewayPoc.Consumer.EventLog;

/// <summary>
/// Appends the events of several calls by one statement. A call never waits for others to come: its statement starts at once
/// unless <see cref="MaxStatements"/> are running. The calls that come meanwhile share the next one, so statements grow with
/// the load.
/// </summary>
sealed class EventLogAppender(EventLogWriter writer)
{
    /// <summary>While the database commits one, the next is prepared.</summary>
    const int MaxStatements = 2;

    /// <summary>Maximum number of events of a statement, unless one call has more.</summary>
    const int MaxEvents = 100;

    readonly Queue<Call> _waiting = new();
    int _running;

    sealed class Call(IReadOnlyList<IncomingEvent> events, CancellationToken cancellation)
        : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public IReadOnlyList<IncomingEvent> Events => events;

        public CancellationToken Cancellation => cancellation;

        readonly ExecutionContext? _context = ExecutionContext.Capture();

        /// <summary>Runs work in the call's context: below its span, within the scope of its log.</summary>
        public void Run(Action work)
        {
            if (_context is null)
            {
                work();
                return;
            }
            ExecutionContext.Run(_context, state => ((Action)state!)(), work);
        }
    }

    /// <inheritdoc cref="EventLogWriter.AppendAsync(IReadOnlyList{IncomingEvent}, CancellationToken)"/>
    public Task<AppendResult> AppendAsync(IReadOnlyList<IncomingEvent> events, CancellationToken cancellation)
    {
        var call = new Call(events, cancellation);
        bool isFree;
        lock (_waiting)
        {
            _waiting.Enqueue(call);
            isFree = _running < MaxStatements;
            _running += isFree ? 1 : 0;
        }
        if (isFree)
        {
            _ = RunAsync();
        }
        return call.Task.WaitAsync(cancellation);
    }

    /// <summary>Runs statements as long as calls wait. Never throws.</summary>
    async Task RunAsync()
    {
        while (TakeCalls() is { Count: > 0 } calls)
        {
            var statement = Task.CompletedTask;
            // The statement is part of the first call's trace: it has one parent.
            calls[0].Run(() => statement = AppendAsync(calls));
            await statement;
        }
    }

    List<Call> TakeCalls()
    {
        List<Call> calls = [];
        var count = 0;
        lock (_waiting)
        {
            while (_waiting.TryPeek(out var next) && (calls.Count == 0 || count + next.Events.Count <= MaxEvents))
            {
                _waiting.Dequeue();
                if (!next.Cancellation.IsCancellationRequested)
                {
                    calls.Add(next);
                    count += next.Events.Count;
                }
            }
            _running -= calls.Count == 0 ? 1 : 0;
        }
        return calls;
    }

    async Task AppendAsync(List<Call> calls)
    {
        try
        {
            var events = calls is [var single] ? single.Events : [.. calls.SelectMany(call => call.Events)];
            using var abandoned = new AllCanceled(calls.Select(call => call.Cancellation));
            var result = await writer.AppendAsync(events, abandoned.Token);
            var duplicates = events.Count - result.Refused.Count - result.Added;
            foreach (var call in calls)
            {
                duplicates -= Complete(call, result, duplicates);
            }
        }
        catch (Exception e)
        {
            // Try: an exception here would end the loop, and the waiting calls with it.
            calls.ForEach(call => call.TrySetException(e));
        }
    }

    /// <summary>
    /// A token that is canceled when all others are: no statement holds up the stop of the process, and none fails for a
    /// call that still waits.
    /// </summary>
    sealed class AllCanceled : IDisposable
    {
        // Not disposed: its cancellation may still be running.
        readonly CancellationTokenSource _source = new();
        readonly CancellationTokenRegistration[] _registrations;
        int _open;

        public AllCanceled(IEnumerable<CancellationToken> tokens)
        {
            CancellationToken[] all = [.. tokens];
            _open = all.Length;
            _registrations = [.. all.Select(token => token.UnsafeRegister(static self => ((AllCanceled)self!).Canceled(), this))];
        }

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            foreach (var registration in _registrations)
            {
                registration.Unregister();
            }
        }

        void Canceled()
        {
            if (Interlocked.Decrement(ref _open) == 0)
            {
                _source.Cancel();
            }
        }
    }

    /// <summary>Completes a call with its part of the result. Which call a duplicate belongs to is unknown; their sum is right.</summary>
    /// <returns>The number of duplicates that it was given.</returns>
    static int Complete(Call call, AppendResult result, int duplicates)
    {
        var own = new AppendResult();
        if (result.Refused.Count > 0)
        {
            foreach (var e in call.Events.Where(result.Refused.ContainsKey))
            {
                own.Refused.Add(e, result.Refused[e]);
            }
        }
        var recorded = call.Events.Count - own.Refused.Count;
        var ownDuplicates = Math.Min(recorded, duplicates);
        own.Added = recorded - ownDuplicates;
        call.SetResult(own);
        return ownDuplicates;
    }
}
