using Microsoft.Data.Sqlite;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>The SQL of messages; to be called within a transaction. Times are Unix milliseconds.</summary>
sealed class MessageTable(SqsDatabase database)
{
    const string Columns =
        "sequence, id, body, attributes, deduplication_id, sent, receives, earlier_receives";

    readonly Statement _insert = database.Prepare("""
        insert into message (queue, id, body, attributes, group_id, deduplication_id, size, sent, visible)
        values ($queue, $id, $body, $attributes, $group, $deduplication, $size, $now, $now) returning sequence
        """);

    readonly Statement _visible = database.Prepare($"""
        select {Columns} from message indexed by message_visible
        where queue = $queue and visible <= $now order by visible, receives, sequence limit $limit
        """);

    /// <summary>A FIFO queue of Scaleway has one message in flight (Queues FAQ).</summary>
    readonly Statement _nextInOrder = database.Prepare($"""
        select {Columns} from message indexed by message_order
        where queue = $queue and group_id is not null and visible <= $now and not exists (
            select 1 from message indexed by message_visible where queue = $queue and visible > $now and receives > 0)
        order by sequence limit 1
        """);

    readonly Statement _receive = database.Prepare("""
        update message set visible = $visible, received = $now, receipt = $receipt, receives = receives + 1
        where sequence = $sequence
        """);

    readonly Statement _move = database.Prepare("""
        update message set queue = $queue, visible = $now, sent = $sent, receipt = null,
            earlier_receives = earlier_receives + receives, receives = 0 where sequence = $sequence
        """);

    readonly Statement _delivery = database.Prepare(
        "select receipt, visible, received from message where sequence = $sequence and queue = $queue and receipt is not null");

    readonly Statement _setVisible = database.Prepare("update message set visible = $visible where sequence = $sequence");
    readonly Statement _delete = database.Prepare(
        "delete from message where sequence = $sequence and queue = $queue and receipt = $receipt returning size");
    readonly Statement _size = database.Prepare("select coalesce(sum(size), 0) from message where queue = $queue and sent <= $before");
    readonly Statement _deleteBefore = database.Prepare("delete from message where queue = $queue and sent <= $before");

    readonly Statement _nextVisible = database.Prepare(
        "select min(visible) from message indexed by message_visible where queue = $queue and visible > $now");

    readonly Statement _counts = database.Prepare("""
        select count(*) filter (where receives = 0), count(*) filter (where receives > 0)
        from message indexed by message_visible where queue = $queue
        """);

    readonly Statement _duplicate = database.Prepare(
        "select message_id, sequence from deduplication where queue = $queue and id = $id and expires > $now");

    readonly Statement _remember = database.Prepare(
        "insert or replace into deduplication (queue, id, message_id, sequence, expires) values ($queue, $id, $message, $sequence, $expires)");

    readonly Statement _forget = database.Prepare("delete from deduplication where expires <= $now");
    readonly Statement _forgetQueue = database.Prepare("delete from deduplication where queue = $queue");

    /// <returns>The sequence number.</returns>
    public long Insert(long queue, NewMessage m, long now)
    {
        database.CountBytes(m.Size);
        return _insert.Number(queue, m.Id, m.Body, m.Attributes, m.GroupId, m.DeduplicationId, m.Size, now);
    }

    /// <summary>Messages of a standard queue that can be received now, those first that wait longest.</summary>
    public List<StoredMessage> Visible(long queue, long now, int limit) => _visible.Rows(Read, queue, now, limit);

    /// <summary>The message of a FIFO queue that can be received now, if any.</summary>
    public List<StoredMessage> NextInOrder(long queue, long now) => _nextInOrder.Rows(Read, queue, now);

    public void Receive(long sequence, long now, long visible, long receipt) => _receive.Execute(visible, now, receipt, sequence);

    /// <summary>Moves a message to another queue, where it is visible at once.</summary>
    public void Move(long sequence, long queue, long now, long sent) => _move.Execute(queue, now, sent, sequence);

    /// <returns>The last delivery of a message; null when it was deleted, moved or never received.</returns>
    public Delivery? LastDelivery(long sequence, long queue) =>
        _delivery.Rows(row => new Delivery(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)), sequence, queue).SingleOrDefault();

    public void SetVisible(long sequence, long visible) => _setVisible.Execute(visible, sequence);

    /// <summary>Deletes a message unless it was received again, moved or deleted since that delivery.</summary>
    public void Delete(ReceiptHandle delivery) =>
        database.CountBytes(-_delete.Number(delivery.Sequence, delivery.Queue, delivery.Receipt));

    /// <summary>Deletes the messages whose retention is over.</summary>
    public void DeleteExpired(Queue queue, long now) => DeleteSentBefore(queue.Id, now - queue.Settings.RetentionSeconds * 1000L);

    public void DeleteAll(long queue) => DeleteSentBefore(queue, long.MaxValue);

    /// <summary>Deletes the deduplication ids of a queue.</summary>
    public void Forget(long queue) => _forgetQueue.Execute(queue);

    void DeleteSentBefore(long queue, long before)
    {
        var size = _size.Number(queue, before);
        if (size == 0)
            return;
        _deleteBefore.Execute(queue, before);
        database.CountBytes(-size);
    }

    /// <returns>The next time at which a message becomes visible that is not visible now; null without one.</returns>
    public long? NextVisible(long queue, long now) => (long?)_nextVisible.Scalar(queue, now);

    /// <returns>Number of messages that were never received, and of those that were.</returns>
    public (long Ready, long Delivered) Counts(long queue) => _counts.Rows(row => (row.GetInt64(0), row.GetInt64(1)), queue).Single();

    public Duplicate? FindDuplicate(long queue, string deduplicationId, long now)
    {
        _forget.Execute(now);
        return _duplicate.Rows(row => new Duplicate(row.GetString(0), row.GetInt64(1)), queue, deduplicationId, now).SingleOrDefault();
    }

    public void Remember(long queue, string deduplicationId, Duplicate message, long expires) =>
        _remember.Execute(queue, deduplicationId, message.MessageId, message.Sequence, expires);

    static StoredMessage Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), Text(row, 3), Text(row, 4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <param name="Id">Message id.</param>
/// <param name="Body">Body.</param>
/// <param name="Attributes">Message attributes as JSON; null for none.</param>
/// <param name="GroupId">On FIFO queues never null, because the index of their order has only messages with one.</param>
/// <param name="DeduplicationId">Of FIFO queues.</param>
/// <param name="Size">Size in bytes as limits count it.</param>
sealed record NewMessage(string Id, string Body, string? Attributes, string? GroupId, string? DeduplicationId, int Size);

/// <summary>
/// A message as a receive finds it. Receives counts those from the queue it is in, EarlierReceives those from queues it was
/// in before; Sent is in Unix milliseconds.
/// </summary>
sealed record StoredMessage(
    long Sequence, string Id, string Body, string? Attributes, string? DeduplicationId, long Sent, long Receives, long EarlierReceives);

/// <summary>The last receive of a message, with its random number and with times in Unix milliseconds.</summary>
sealed record Delivery(long Receipt, long Visible, long Received);

/// <summary>The message that a deduplication id stands for.</summary>
sealed record Duplicate(string MessageId, long Sequence);
