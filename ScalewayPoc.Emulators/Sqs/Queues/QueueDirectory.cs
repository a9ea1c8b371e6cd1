using System.Collections.Concurrent;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>The queues there are, by name. They are few (Scaleway: 50), so they are all in memory.</summary>
sealed class QueueDirectory
{
    readonly ConcurrentDictionary<string, Queue> _queues;

    public QueueDirectory(SqsDatabase database, QueueTable table) => _queues = new(
        database.Transact(table.All).Select(queue => KeyValuePair.Create(queue.Name, queue)), StringComparer.Ordinal);

    public int Count => _queues.Count;

    public IEnumerable<Queue> All => _queues.Values;

    public Queue? Find(string name) => _queues.GetValueOrDefault(name);

    /// <summary>The queue of a URL: the last part of its path. What stands before depends on how the client gets here.</summary>
    /// <exception cref="SqsException">It is missing, or there is no such queue.</exception>
    public Queue Get(string? queueUrl)
    {
        if (string.IsNullOrEmpty(queueUrl))
            throw SqsException.MissingParameter("QueueUrl");
        var name = queueUrl[(queueUrl.LastIndexOf('/') + 1)..];
        return Find(name) ?? throw SqsException.QueueDoesNotExist(name);
    }

    public void Add(Queue queue) => _queues[queue.Name] = queue;

    public void Remove(Queue queue) => _queues.TryRemove(KeyValuePair.Create(queue.Name, queue));
}
