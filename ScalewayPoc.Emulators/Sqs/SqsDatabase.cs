using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>
/// The file with queues and messages, and the one connection to it. Messages are in the file and not in memory,
/// so memory stays small however many there are.
/// </summary>
/// <remarks>
/// Durability: a committed transaction is with the operating system, so it survives the death of this process (kill -9)
/// at any moment. It is not synced to the disk at each commit (synchronous=NORMAL): a power failure can take the last
/// transactions, never the file's integrity. FULL would cost a disk flush a request, which a development tool need not pay.
/// </remarks>
sealed class SqsDatabase : IDisposable
{
    const string FileName = "sqs.db";

    const int SqliteBusy = 5;

    const string Schema = """
        create table if not exists queue (
            id integer primary key autoincrement, name text not null unique, fifo integer not null, attributes text not null,
            created integer not null, modified integer not null);
        create table if not exists message (
            sequence integer primary key autoincrement, queue integer not null, id text not null, body text not null,
            attributes text null, trace_header text null, group_id text null, deduplication_id text null, size integer not null,
            sent integer not null, visible integer not null, receives integer not null default 0,
            earlier_receives integer not null default 0, first_received integer null, received integer null,
            receipt integer null, source_arn text null);
        create index if not exists message_visible on message (queue, visible, receives);
        create index if not exists message_sent on message (queue, sent);
        create index if not exists message_order on message (queue) where group_id is not null;
        create table if not exists deduplication (
            queue integer not null, id text not null, message_id text not null, sequence integer not null, expires integer not null,
            primary key (queue, id)) without rowid;
        create index if not exists deduplication_expires on deduplication (expires);
        """;

    readonly Lock _lock = new();
    readonly SqliteConnection _connection;
    readonly List<Statement> _statements = [];
    readonly Statement _begin, _commit, _rollback;
    long _committedBytes;

    SqsDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        _rollback = Prepare("rollback");
        StoredBytes = Prepare("select coalesce(sum(size), 0) from message").Number();
        Messages = new MessageTable(this);
    }

    public MessageTable Messages { get; }

    /// <summary>Size of all stored messages, changes of the running transaction included.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Opens the file in <paramref name="folder"/>; makes both when missing.</summary>
    /// <exception cref="EmulatorException">Another process has it open, or it is no SQLite file.</exception>
    public static SqsDatabase Open(DirectoryInfo folder)
    {
        folder.Create();
        var path = Path.Combine(folder.FullName, FileName);
        // No pool: closing must release the file, for the next start or the deletion of the folder.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            using var setUp = connection.CreateCommand();
            setUp.CommandText = """
                pragma locking_mode = exclusive;
                pragma journal_mode = wal;
                pragma synchronous = normal;
                pragma journal_size_limit = 16777216;
                pragma wal_autocheckpoint = 4000;
                begin immediate; commit;
                """ + Schema;
            setUp.ExecuteNonQuery();
            return new SqsDatabase(connection);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new EmulatorException(e.SqliteErrorCode == SqliteBusy
                ? $"The data folder {folder.FullName} is in use by another SQS simulator; stop that one or give --data another folder."
                : $"The file {path} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(_connection, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>
    /// Runs <paramref name="work"/> as one transaction, one at a time. When it returns, its effect is durable; when it
    /// throws, it has none.
    /// </summary>
    public T Transact<T>(Func<T> work)
    {
        lock (_lock)
        {
            _begin.Execute();
            _committedBytes = StoredBytes;
            try
            {
                var result = work();
                _commit.Execute();
                return result;
            }
            catch
            {
                StoredBytes = _committedBytes;
                RollBack();
                throw;
            }
        }
    }

    public void Transact(Action work) => Transact(() =>
    {
        work();
        return true;
    });

    /// <summary>Counts a change of the stored bytes; called within the transaction that makes it.</summary>
    public void CountBytes(long change) => StoredBytes += change;

    /// <summary>After some errors (disk full) SQLite has rolled back already; the error is the one to hear of.</summary>
    void RollBack()
    {
        try
        {
            _rollback.Execute();
        }
        catch (SqliteException)
        {
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _statements.ForEach(statement => statement.Dispose());
            _connection.Dispose();
        }
    }
}

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
