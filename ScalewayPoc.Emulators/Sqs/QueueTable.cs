using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>The SQL of queues; to be called within a transaction. Times are Unix seconds.</summary>
sealed class QueueTable(SqsDatabase database)
{
    readonly Statement _all = database.Prepare("select id, name, fifo, attributes, created from queue");

    readonly Statement _insert = database.Prepare(
        "insert into queue (name, fifo, attributes, created, modified) values ($name, $fifo, $attributes, $now, $now) returning id");

    readonly Statement _update = database.Prepare("update queue set attributes = $attributes, modified = $now where id = $id");
    readonly Statement _delete = database.Prepare("delete from queue where id = $id");

    public List<Queue> All() => _all.Rows(row => new Queue(
        row.GetInt64(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(4),
        new QueueSettings(JsonSerializer.Deserialize(row.GetString(3), SqsJson.Wire.DictionaryStringString)!)));

    public Queue Insert(string name, bool fifo, QueueSettings settings, long now) =>
        new(_insert.Number(name, fifo, Write(settings), now), name, fifo, now, settings);

    public void Update(long id, QueueSettings settings, long now) => _update.Execute(Write(settings), now, id);

    public void Delete(long id)
    {
        _delete.Execute(id);
        database.Messages.Forget(id);
    }

    static string Write(QueueSettings settings) => JsonSerializer.Serialize(settings.Attributes, SqsJson.Wire.IReadOnlyDictionaryStringString);
}
