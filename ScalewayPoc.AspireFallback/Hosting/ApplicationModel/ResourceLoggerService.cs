using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a resource's log.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Logs of the resources: the output of their processes, and what the AppHost has to say about them.</summary>
public class ResourceLoggerService : IDisposable
{
    const int Kept = 10_000;

    readonly ConcurrentDictionary<string, Log> _logs = new(StringComparer.OrdinalIgnoreCase);

    internal event Action<string, LogLine>? LineAdded;

    public ILogger GetLogger(IResource resource) => new Logger(this, resource.Name);

    /// <summary>Reads the last 10,000 lines and then those to come, until the resource's log is completed.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => Of(resource.Name).WatchAsync();

    internal IReadOnlyList<LogLine> Last(string resourceName, int count) => Of(resourceName).Last(count);

    internal void Add(string resourceName, string text, bool isError)
    {
        var line = Of(resourceName).Add(text, isError);
        LineAdded?.Invoke(resourceName, line);
    }

    public void Dispose()
    {
        foreach (var log in _logs.Values)
        {
            log.Complete();
        }
        GC.SuppressFinalize(this);
    }

    Log Of(string resourceName) => _logs.GetOrAdd(resourceName, static _ => new());

    sealed class Log
    {
        readonly Queue<LogLine> _lines = [];
        readonly List<Channel<LogLine>> _watchers = [];
        int _count;
        bool _completed;

        public LogLine Add(string content, bool isError)
        {
            lock (_lines)
            {
                var line = new LogLine(++_count, content, isError);
                _lines.Enqueue(line);
                if (_lines.Count > Kept)
                {
                    _lines.Dequeue();
                }
                _watchers.ForEach(watcher => watcher.Writer.TryWrite(line));
                return line;
            }
        }

        public IReadOnlyList<LogLine> Last(int count)
        {
            lock (_lines)
            {
                return [.. _lines.TakeLast(count)];
            }
        }

        public void Complete()
        {
            lock (_lines)
            {
                _completed = true;
                _watchers.ForEach(watcher => watcher.Writer.TryComplete());
            }
        }

        public async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken stop = default)
        {
            var watcher = Channel.CreateUnbounded<LogLine>(new() { SingleReader = true });
            lock (_lines)
            {
                foreach (var line in _lines)
                {
                    watcher.Writer.TryWrite(line);
                }
                _watchers.Add(watcher);
                if (_completed)
                {
                    watcher.Writer.TryComplete();
                }
            }
            try
            {
                while (await watcher.Reader.WaitToReadAsync(stop).ConfigureAwait(false))
                {
                    var lines = new List<LogLine>();
                    while (watcher.Reader.TryRead(out var line))
                    {
                        lines.Add(line);
                    }
                    yield return lines;
                }
            }
            finally
            {
                lock (_lines)
                {
                    _watchers.Remove(watcher);
                }
            }
        }
    }

    sealed class Logger(ResourceLoggerService logs, string resourceName) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var text = formatter(state, exception) + (exception is null ? "" : Environment.NewLine + exception);
                logs.Add(resourceName, text.ToString(CultureInfo.InvariantCulture), logLevel >= LogLevel.Error);
            }
        }
    }
}
