using System.Globalization;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>Results of repeated measurements of one quantity.</summary>
sealed class Samples
{
    readonly double[] _sorted;

    public Samples(params IEnumerable<double> values) => _sorted = [.. values.Order()];

    public double Min => _sorted[0];

    public double Max => _sorted[^1];

    public double Median => _sorted.Length % 2 == 1
        ? _sorted[_sorted.Length / 2]
        : (_sorted[_sorted.Length / 2 - 1] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>Median with minimum and maximum, such as <c>1,234 (1,200–1,300)</c>; the median alone where there is one value.</summary>
    /// <param name="format">Format of each number, such as <c>N0</c>.</param>
    public string ToString(string format) => _sorted.Length == 1
        ? Number(Median, format)
        : $"{Number(Median, format)} ({Number(Min, format)}–{Number(Max, format)})";

    static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
