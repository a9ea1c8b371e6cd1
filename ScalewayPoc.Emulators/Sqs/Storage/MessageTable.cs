using Microsoft.Data.Sqlite;

namespace ScalewayPoc.Emulators.Sqs.Storage;

/// <summary>The SQL of messages; to be called within a transaction. Times are Unix milliseconds.</summary>
sealed class MessageTable(SqsDatabase database)
{
    const string Columns =
        "sequence, id, body, attributes, trace_header, group_id, deduplication_id, sent, receives, earlier_receives, first_received, source_arn";

    readonly Statement _insert = database.Prepare("""
        insert into message (queue, id, body, attributes, trace_header, group_id, deduplication_id, size, sent, visible)
        values ($queue, $id, $body, $attributes, $trace, $group, $deduplication, $size, $sent, $visible) returning sequence
        """);

    readonly Statement _visible = database.Prepare($"""
        select {Columns} from message indexed by message_visible
        where queue = $queue and visible <= $now order by visible, receives, sequence limit $limit
        """);

    /// <summary>
    /// In order of sending, without the groups of which a message is in flight. A delayed message holds back only what
    /// was sent after it.
    /// </summary>
    readonly Statement _visibleInOrder = database.Prepare($"""
        select {Columns} from message m indexed by message_order
        where queue = $queue and group_id is not null and visible <= $now and not exists (
            select 1 from message b indexed by message_group
            where b.queue = m.queue and b.group_id = m.group_id and b.visible > $now and (b.receives > 0 or b.sequence < m.sequence))
        order by sequence limit $limit
        """);

    readonly Statement _receive = database.Prepare("""
        update message set visible = $visible, received = $now, receipt = $receipt, receives = receives + 1,
            first_received = coalesce(first_received, $now) where sequence = $sequence
        """);

    readonly Statement _move = database.Prepare("""
        update message set queue = $queue, visible = $now, sent = $sent, source_arn = $source, receipt = null,
            earlier_receives = earlier_receives + receives, receives = 0 where sequence = $sequence
        """);

    readonly Statement _redrive = database.Prepare("""
        update message set queue = $queue, id = $id, visible = $now, sent = $now, source_arn = null, receipt = null,
            receives = 0, earlier_receives = 0, first_received = null, received = null where sequence = $sequence
        """);

    readonly Statement _delivery = database.Prepare(
        "select receipt, visible, received from message where sequence = $sequence and queue = $queue and receipt is not null");

    readonly Statement _setVisible = database.Prepare("update message set visible = $visible where sequence = $sequence");
    readonly Statement _delete = database.Prepare("delete from message where sequence = $sequence returning size");
    readonly Statement _size = database.Prepare("select coalesce(sum(size), 0) from message where queue = $queue and sent <= $before");
    readonly Statement _deleteBefore = database.Prepare("delete from message where queue = $queue and sent <= $before");

    readonly Statement _nextVisible = database.Prepare(
        "select min(visible) from message indexed by message_visible where queue = $queue and visible > $now");

    readonly Statement _inFlight = database.Prepare(
        "select count(*) from message indexed by message_visible where queue = $queue and visible > $now and receives > 0");

    readonly Statement _counts = database.Prepare("""
        select count(*) filter (where visible <= $now and receives = 0), count(*) filter (where visible <= $now and receives > 0),
               count(*) filter (where visible > $now and receives > 0), count(*) filter (where visible > $now and receives = 0)
        from message indexed by message_visible where queue = $queue
        """);

    readonly Statement _duplicate = database.Prepare(
        "select message_id, sequence from deduplication where queue = $queue and id = $id and expires > $now");

    readonly Statement _remember = database.Prepare(
        "insert or replace into deduplication (queue, id, message_id, sequence, expires) values ($queue, $id, $message, $sequence, $expires)");

    readonly Statement _forget = database.Prepare("delete from deduplication where expires <= $now");
    readonly Statement _forgetQueue = database.Prepare("delete from deduplication where queue = $queue");

    /// <returns>The sequence number.</returns>
    public long Insert(long queue, NewMessage m)
    {
        database.CountBytes(m.Size);
        return _insert.Number(queue, m.Id, m.Body, m.Attributes, m.TraceHeader, m.GroupId, m.DeduplicationId, m.Size, m.Sent, m.Visible);
    }

    /// <summary>Messages that can be received now: of FIFO queues in order, of others those first that wait longest.</summary>
    public List<StoredMessage> Visible(long queue, bool fifo, long now, int limit) => fifo
        ? _visibleInOrder.Rows(Read, queue, now, limit)
        : _visible.Rows(Read, queue, now, limit);

    public void Receive(long sequence, long now, long visible, long receipt) => _receive.Execute(visible, now, receipt, sequence);

    /// <summary>Moves a message to another queue, where it is visible at once.</summary>
    public void Move(long sequence, long queue, long now, long sent, string sourceArn) =>
        _move.Execute(queue, now, sent, sourceArn, sequence);

    /// <summary>Moves a message to another queue as a new one, visible at once.</summary>
    public void Redrive(long sequence, long queue, string id, long now) => _redrive.Execute(queue, id, now, sequence);

    /// <returns>The last delivery of a message; null when it was deleted, moved or never received.</returns>
    public Delivery? LastDelivery(long sequence, long queue) =>
        _delivery.Rows(row => new Delivery(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), sequence, queue).SingleOrDefault();

    public void SetVisible(long sequence, long visible) => _setVisible.Execute(visible, sequence);

    public void Delete(long sequence) => database.CountBytes(-_delete.Number(sequence));

    /// <summary>Deletes the messages that were sent at or before a time.</summary>
    public void DeleteSentBefore(long queue, long before)
    {
        var size = _size.Number(queue, before);
        if (size == 0)
            return;
        _deleteBefore.Execute(queue, before);
        database.CountBytes(-size);
    }

    /// <summary>Deletes everything of a queue.</summary>
    public void DeleteAll(long queue)
    {
        DeleteSentBefore(queue, long.MaxValue);
        _forgetQueue.Execute(queue);
    }

    /// <returns>The next time at which a message becomes visible that is not visible now; null without one.</returns>
    public long? NextVisible(long queue, long now) => (long?)_nextVisible.Scalar(queue, now);

    /// <summary>Counts the messages in flight; takes milliseconds when they are many.</summary>
    public long InFlight(long queue, long now) => _inFlight.Number(queue, now);

    public MessageCounts Counts(long queue, long now) => _counts.Rows(
        row => new MessageCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), now, queue).Single();

    public Duplicate? FindDuplicate(long queue, string deduplicationId, long now)
    {
        _forget.Execute(now);
        return _duplicate.Rows(row => new Duplicate(row.GetString(0), row.GetInt64(1)), queue, deduplicationId, now).SingleOrDefault();
    }

    public void Remember(long queue, string deduplicationId, Duplicate message, long expires) =>
        _remember.Execute(queue, deduplicationId, message.MessageId, message.Sequence, expires);

    static StoredMessage Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6),
        row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.IsDBNull(10) ? null : row.GetInt64(10), Text(row, 11));

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
