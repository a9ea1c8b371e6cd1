using System.Globalization;

namespace ScalewayPoc.Benchmarks.Load;

/// <summary>Responses of a time span.</summary>
sealed class LoadFigures
{
    readonly Lock _lock = new();
    readonly List<double> _milliseconds = [];
    readonly SortedDictionary<string, int> _failures = new(StringComparer.Ordinal);

    public static string Header => $"{"",8} {"requests/s",11} {"p50 ms",9} {"p99 ms",9} {"failed",7}";

    public int Failed
    {
        get
        {
            lock (_lock)
            {
                return _failures.Values.Sum();
            }
        }
    }

    /// <summary>Adds a response.</summary>
    /// <param name="latency">Time since the request was due.</param>
    /// <param name="failure">What went wrong; null for a success.</param>
    public void Add(TimeSpan latency, string? failure)
    {
        lock (_lock)
        {
            _milliseconds.Add(latency.TotalMilliseconds);
            if (failure is not null)
            {
                _failures[failure] = _failures.GetValueOrDefault(failure) + 1;
            }
        }
    }

    public string Line(string name, TimeSpan elapsed)
    {
        lock (_lock)
        {
            _milliseconds.Sort();
            var failures = _failures.Count == 0 ? "" : $" ({string.Join(", ", _failures.Select(failure => $"{failure.Key}: {failure.Value}"))})";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{name,8} {_milliseconds.Count / elapsed.TotalSeconds,11:N1} {Percentile(0.5),9:N1} {Percentile(0.99),9:N1} {_failures.Values.Sum(),7}{failures}");
        }
    }

    double Percentile(double part) => _milliseconds.Count == 0 ? 0 : _milliseconds[(int)(part * (_milliseconds.Count - 1))];
}
