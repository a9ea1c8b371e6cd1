using Microsoft.Data.Sqlite;
using ScalewayPoc.Emulators.Hosting;

namespace ScalewayPoc.Emulators.Sqs.Storage;

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
        create index if not exists message_group on message (queue, group_id, visible) where group_id is not null;
        create table if not exists queue_tag (
            queue integer not null, key text not null, value text not null, primary key (queue, key)) without rowid;
        create table if not exists deduplication (
            queue integer not null, id text not null, message_id text not null, sequence integer not null, expires integer not null,
            primary key (queue, id)) without rowid;
        create index if not exists deduplication_expires on deduplication (expires);
        """;

    readonly Lock _lock = new();
    readonly SqliteConnection _connection;
    readonly List<Statement> _statements = [];
    readonly Statement _begin, _commit, _rollback;
    long _uncommittedBytes;

    SqsDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("begin immediate");
        _commit = Prepare("commit");
        _rollback = Prepare("rollback");
        StoredBytes = Prepare("select coalesce(sum(size), 0) from message").Number();
    }

    /// <summary>Size of all stored messages; what a transaction changes counts at its end.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>The same inside of a transaction, its own changes included.</summary>
    public long StoredBytesInTransaction => StoredBytes + _uncommittedBytes;

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
            _uncommittedBytes = 0;
            try
            {
                var result = work();
                _commit.Execute();
                StoredBytes += _uncommittedBytes;
                return result;
            }
            catch
            {
                RollBack();
                throw;
            }
        }
    }

    /// <inheritdoc cref="Transact{T}"/>
    public void Transact(Action work) => Transact(() =>
    {
        work();
        return true;
    });

    /// <summary>Counts a change of the stored bytes; called within the transaction that makes it.</summary>
    public void CountBytes(long change) => _uncommittedBytes += change;

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
