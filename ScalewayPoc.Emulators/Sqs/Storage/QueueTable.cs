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
    readonly Statement _tags = database.Prepare("select key, value from queue_tag where queue = $queue");
    readonly Statement _addTag = database.Prepare("insert into queue_tag (queue, key, value) values ($queue, $key, $value)");
    readonly Statement _deleteTags = database.Prepare("delete from queue_tag where queue = $queue");

    public List<Queue> All()
    {
        var queues = _all.Rows(row => new Queue(row.GetInt64(0), row.GetString(1), row.GetBoolean(2), row.GetInt64(4))
        {
            Settings = QueueSettings.Parse(JsonSerializer.Deserialize(row.GetString(3), SqsJson.Wire.DictionaryStringString)!, row.GetInt64(5)),
        });
        foreach (var queue in queues)
            queue.Tags = _tags.Rows(row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), queue.Id).ToDictionary(StringComparer.Ordinal);
        return queues;
    }

    public Queue Insert(string name, bool fifo, QueueSettings settings, IReadOnlyDictionary<string, string> tags)
    {
        var id = _insert.Number(name, fifo, Write(settings), settings.Modified);
        SetTags(id, tags);
        return new Queue(id, name, fifo, settings.Modified) { Settings = settings, Tags = tags };
    }

    /// <summary>Replaces all tags of a queue.</summary>
    public void SetTags(long id, IReadOnlyDictionary<string, string> tags)
    {
        _deleteTags.Execute(id);
        foreach (var (key, value) in tags)
            _addTag.Execute(id, key, value);
    }

    public void Update(long id, QueueSettings settings) => _update.Execute(Write(settings), settings.Modified, id);

    public void Delete(long id)
    {
        _deleteTags.Execute(id);
        _delete.Execute(id);
    }

    static string Write(QueueSettings settings) => JsonSerializer.Serialize(settings.Attributes, SqsJson.Wire.DictionaryStringString);
}
