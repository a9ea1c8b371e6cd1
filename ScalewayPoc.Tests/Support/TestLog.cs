using System.Text;
using Microsoft.Extensions.Logging;

namespace ScalewayPoc.Tests.Support;

/// <summary>Collects the log of a service in this process, as text.</summary>
sealed class TestLog : ILoggerProvider
{
    readonly StringBuilder _text = new();

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    sealed class Logger(TestLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (log._text)
            {
                log._text.AppendLine($"{logLevel} {category}: {formatter(state, exception)}");
                if (exception is not null)
                {
                    log._text.AppendLine(exception.ToString());
                }
            }
        }
    }
}
