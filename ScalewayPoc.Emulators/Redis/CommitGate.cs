namespace ScalewayPoc.Emulators.Redis;

/// <summary>
/// Keeps commits and commands apart: a commit starts when no command runs, and no command starts until it is complete.
/// Commands that end at the same time share one commit.
/// </summary>
/// <param name="commit">Makes durable what has been written; blocks until it is.</param>
sealed class CommitGate(Action commit)
{
    /// <summary>
    /// A command that runs longer is one that blocks, such as BLPOP, and not a script; a commit does not wait for it, since
    /// it may itself wait for the command of a client that waits for the commit.
    /// </summary>
    static readonly TimeSpan MaxDrain = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether this thread is between <see cref="Enter"/> and <see cref="Exit"/>.</summary>
    [ThreadStatic]
    static bool _isInside;

    readonly object _lock = new();
    int _running;
    bool _isCommitting;
    long _started, _completed;

    /// <summary>Begins commands, after the commit that is running.</summary>
    public void Enter()
    {
        lock (_lock)
        {
            while (_isCommitting)
                Monitor.Wait(_lock);
            _running++;
        }

        _isInside = true;
    }

    public void Exit()
    {
        _isInside = false;
        lock (_lock)
        {
            if (--_running == 0)
                Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Returns when everything written before is committed. The caller's commands are at an end, others may be running.</summary>
    public void Commit()
    {
        var wasInside = _isInside;
        if (wasInside)
            Exit();
        try
        {
            // A commit that has started already may lack what was written since.
            for (var needed = Next(); !IsCompleted(needed, out var isLeader);)
            {
                if (isLeader)
                    Lead();
            }
        }
        finally
        {
            if (wasInside)
                Enter();
        }
    }

    long Next()
    {
        lock (_lock)
            return _started + 1;
    }

    /// <summary>Waits for the commit, unless this thread is to carry it out.</summary>
    bool IsCompleted(long needed, out bool isLeader)
    {
        lock (_lock)
        {
            while (_completed < needed && _isCommitting)
                Monitor.Wait(_lock);
            isLeader = _completed < needed;
            if (isLeader)
            {
                _isCommitting = true;
                var drained = TimeProvider.System.GetTimestamp();
                while (_running > 0 && TimeProvider.System.GetElapsedTime(drained) < MaxDrain)
                    Monitor.Wait(_lock, MaxDrain);
                _started++;
            }

            return !isLeader;
        }
    }

    void Lead()
    {
        try
        {
            commit();
            lock (_lock)
                _completed = _started;
        }
        finally
        {
            lock (_lock)
            {
                _isCommitting = false;
                Monitor.PulseAll(_lock);
            }
        }
    }
}
