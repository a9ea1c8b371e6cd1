using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace ScalewayPoc.Emulators.Sqs.Storage;

/// <summary>
/// One prepared SQL statement. Values are given in the order in which the parameters first appear in its text.
/// Used under the database's lock only.
/// </summary>
sealed partial class Statement : IDisposable
{
    readonly SqliteCommand _command;

    public Statement(SqliteConnection connection, string sql)
    {
        _command = connection.CreateCommand();
        _command.CommandText = sql;
        foreach (var name in ParameterName().Matches(sql).Select(match => match.Value).Distinct())
            _command.Parameters.Add(new SqliteParameter { ParameterName = name });
        _command.Prepare();
    }

    /// <returns>Number of rows changed.</returns>
    public int Execute(params ReadOnlySpan<object?> values) => Bind(values).ExecuteNonQuery();

    /// <returns>First column of the first row; null without one.</returns>
    public object? Scalar(params ReadOnlySpan<object?> values) => Bind(values).ExecuteScalar() is { } value and not DBNull ? value : null;

    /// <summary>Runs a query whose answer is one number.</summary>
    public long Number(params ReadOnlySpan<object?> values) => (long?)Scalar(values) ?? 0;

    /// <returns>Every row, read before anything else is done with the connection.</returns>
    public List<T> Rows<T>(Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var reader = Bind(values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    public void Dispose() => _command.Dispose();

    SqliteCommand Bind(ReadOnlySpan<object?> values)
    {
        // What is not given would keep the value of the last time.
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, _command.Parameters.Count);
        for (var i = 0; i < values.Length; i++)
            _command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return _command;
    }

    [GeneratedRegex(@"\$\w+")]
    private static partial Regex ParameterName();
}
