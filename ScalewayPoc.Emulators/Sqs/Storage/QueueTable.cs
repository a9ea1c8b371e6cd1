using System.Text.Json;
using ScalewayPoc.Emulators.Sqs.Protocol;
using ScalewayPoc.Emulators.Sqs.Queues;

namespace ScalewayPoc.Emulators.Sqs.Storage;

/// <summary>The SQL of queues; to be called within a transaction.</summary>
sealed class QueueTable(SqsDatabase database)
{
    readonly Statement _all = database.Prepare("select id, name, fifo, attributes, created, modified from queue");

    readonly Statement _insert = database.Prepare(
        "insert into queue (name, fifo, attributes, created, modified) values ($name, $fifo, $attributes, $now, $now) returning id");

    readonly Statement _update = database.Prepare("update queue set attributes = $attributes, modified = $now where id = $id");
    readonly Statement _delete = database.Prepare("delete from queue where id = $id");

    public List<Queue> All() => _all.Rows(row => new Queue(row.GetInt64(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(4))
    {
        Settings = QueueSettings.Parse(JsonSerializer.Deserialize(row.GetString(3), SqsJson.Wire.DictionaryStringString)!, row.GetInt64(5)),
    });

    public Queue Insert(string name, bool fifo, QueueSettings settings) =>
        new(_insert.Number(name, fifo, Write(settings), settings.Modified), name, fifo, settings.Modified) { Settings = settings };

    public void Update(long id, QueueSettings settings) => _update.Execute(Write(settings), settings.Modified, id);

    public void Delete(long id) => _delete.Execute(id);

    static string Write(QueueSettings settings) => JsonSerializer.Serialize(settings.Attributes, SqsJson.Wire.DictionaryStringString);
}
