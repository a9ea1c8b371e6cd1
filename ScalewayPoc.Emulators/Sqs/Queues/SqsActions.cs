using ScalewayPoc.Emulators.Sqs.Rules;
using ScalewayPoc.Emulators.Sqs.Storage;

namespace ScalewayPoc.Emulators.Sqs.Queues;

/// <summary>All actions on one database.</summary>
sealed class SqsActions
{
    public SqsActions(SqsDatabase database, PlatformRules rules, TimeProvider time)
    {
        var (messages, table) = (new MessageTable(database), new QueueTable(database));
        Directory = new QueueDirectory(database, table);
        Queues = new QueueActions(database, table, messages, Directory, rules, time);
        Moves = new MessageMoveTasks(database, messages, Directory, rules, time);
        Send = new SendActions(database, messages, Directory, rules, time);
        Receive = new ReceiveActions(database, messages, Directory, rules, time);
        Settle = new SettleActions(database, messages, Directory, rules, time);
    }

    public QueueDirectory Directory { get; }

    public QueueActions Queues { get; }

    public MessageMoveTasks Moves { get; }

    public SendActions Send { get; }

    public ReceiveActions Receive { get; }

    public SettleActions Settle { get; }
}
