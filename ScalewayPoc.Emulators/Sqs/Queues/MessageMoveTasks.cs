using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>
/// Moves the messages of a dead-letter queue back to where they came from, or to another queue (Amazon SQS,
/// dead-letter queue redrive). A moved message is a new one: it has a new id, age and receive count.
/// </summary>
/// <remarks>Tasks are not stored: at the end of the process a running one ends, and what is not moved stays where it is.</remarks>
sealed class MessageMoveTasks(SqsDatabase database, MessageTable messages, QueueDirectory queues, PlatformRules rules, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Messages per transaction of a task without a rate.</summary>
    const int MaxBatch = 100;

    readonly List<MessageMoveTask> _tasks = [];

    public MessageMoveTaskResponse Start(StartMessageMoveTaskRequest request)
    {
        var source = Queue("SourceArn", request.SourceArn);
        if (!queues.All.Any(queue => queue.Settings.Redrive?.QueueName == source.Name))
            throw SqsException.InvalidParameterValue("SourceArn", request.SourceArn, "The source must be the dead-letter queue of a queue.");
        var destination = request.DestinationArn is { } arn ? Queue("DestinationArn", arn) : null;
        if (destination is not null && (destination == source || destination.IsFifo != source.IsFifo))
            throw SqsException.InvalidParameterValue("DestinationArn", request.DestinationArn, "It must be another queue of the same type.");
        if (request.MaxNumberOfMessagesPerSecond is { } rate)
            MessageRules.CheckRange("MaxNumberOfMessagesPerSecond", rate, 1, 500);
        lock (_tasks)
        {
            if (_tasks.Any(task => task.Source == source && task.IsRunning))
                throw new SqsException(SqsError.UnsupportedOperation, $"A message move task of {source.Name} is running; there can be one per source.");
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var counts = database.Transact(() => messages.Counts(source.Id, now));
            var task = new MessageMoveTask(source, destination, request.MaxNumberOfMessagesPerSecond, counts.Ready + counts.Returned, now);
            _tasks.Add(task);
            task.Run(cancellation => MoveAsync(task, cancellation));
            return new MessageMoveTaskResponse(task.Handle);
        }
    }

    /// <summary>The tasks of a source, the latest first.</summary>
    public ListMessageMoveTasksResponse List(ListMessageMoveTasksRequest request)
    {
        var source = Queue("SourceArn", request.SourceArn);
        var limit = MessageRules.CheckRange("MaxResults", request.MaxResults ?? 1, 1, 10);
        lock (_tasks)
            return new ListMessageMoveTasksResponse([.. _tasks.Where(task => task.Source == source).Reverse().Take(limit).Select(task => task.Describe(rules.ArnPrefix))]);
    }

    /// <summary>Messages that are moved already stay where they are.</summary>
    public CancelMessageMoveTaskResponse Cancel(CancelMessageMoveTaskRequest request)
    {
        if (string.IsNullOrEmpty(request.TaskHandle))
            throw SqsException.MissingParameter("TaskHandle");
        lock (_tasks)
        {
            var task = _tasks.Find(task => task.Handle == request.TaskHandle && task.IsRunning)
                ?? throw SqsException.ResourceNotFound($"A running task with the handle {request.TaskHandle}");
            task.Cancel();
            return new CancelMessageMoveTaskResponse(task.Moved);
        }
    }

    /// <summary>Ends all tasks.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var task in _tasks)
            await task.DisposeAsync();
    }

    async Task MoveAsync(MessageMoveTask task, CancellationToken cancellation)
    {
        while (task.Moved < task.ToMove)
        {
            cancellation.ThrowIfCancellationRequested();
            if (MoveBatch(task) == 0)
                return;
            if (task.Rate is not null)
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
        }
    }

    int MoveBatch(MessageMoveTask task)
    {
        var targets = new HashSet<Queue>();
        var moved = database.Transact(() =>
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var limit = (int)Math.Min(task.Rate ?? MaxBatch, task.ToMove - task.Moved);
            // FIFO rules are not applied: they keep back the messages of a group of which one is in flight.
            var batch = messages.Visible(task.Source.Id, fifo: false, now, limit);
            foreach (var message in batch.OrderBy(message => message.Sequence))
            {
                var target = task.Destination ?? Origin(message);
                messages.Redrive(message.Sequence, target.Id, Guid.NewGuid().ToString(), now);
                targets.Add(target);
            }

            return batch.Count;
        });
        task.Moved += moved;
        foreach (var target in targets)
            target.Changed.Set();
        return moved;
    }

    Queue Origin(StoredMessage message) =>
        (message.SourceArn is { } arn ? queues.Find(QueueArn.Name(arn)!) : null) is { IsDeleted: false } origin
            ? origin
            : throw new SqsException(SqsError.ResourceNotFound, "CouldNotDetermineMessageSource");

    Queue Queue(string parameter, string? arn)
    {
        if (string.IsNullOrEmpty(arn))
            throw SqsException.MissingParameter(parameter);
        var name = QueueArn.Name(arn) ?? throw SqsException.InvalidParameterValue(parameter, arn, "It is not the ARN of a queue.");
        return queues.Find(name) ?? throw SqsException.ResourceNotFound($"The queue {name}");
    }
}
