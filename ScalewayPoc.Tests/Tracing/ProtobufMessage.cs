using System.Buffers.Binary;
using System.Text;

namespace ScalewayPoc.Tests.Tracing;

/// <summary>A protobuf message without its schema: fields by number.</summary>
sealed class ProtobufMessage
{
    readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    public ProtobufMessage(ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty)
        {
            var tag = Varint(ref data);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref data), default));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(data.Span), default));
                    data = data[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref data);
                    _fields.Add((field, 0, data[..length]));
                    data = data[length..];
                    break;
                case 5:
                    _fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(data.Span), default));
                    data = data[4..];
                    break;
                default:
                    throw new FormatException($"Wire type {tag & 7}.");
            }
        }
    }

    /// <summary>The messages of a repeated field.</summary>
    public IEnumerable<ProtobufMessage> Messages(int field) =>
        _fields.Where(entry => entry.Field == field).Select(entry => new ProtobufMessage(entry.Bytes));

    /// <summary>The messages at the end of a path of fields.</summary>
    public IEnumerable<ProtobufMessage> Messages(params ReadOnlySpan<int> path)
    {
        IEnumerable<ProtobufMessage> messages = [this];
        foreach (var field in path)
        {
            messages = messages.SelectMany(message => message.Messages(field));
        }
        return messages;
    }

    public bool Has(int field) => _fields.Exists(entry => entry.Field == field);

    public ulong Number(int field) => _fields.LastOrDefault(entry => entry.Field == field).Number;

    public string Text(int field) => Encoding.UTF8.GetString(_fields.LastOrDefault(entry => entry.Field == field).Bytes.Span);

    /// <summary>Bytes as lower-case hexadecimal digits, empty without any.</summary>
    public string Hex(int field) => Convert.ToHexStringLower(_fields.LastOrDefault(entry => entry.Field == field).Bytes.Span);

    static ulong Varint(ref ReadOnlyMemory<byte> data)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = data.Span[0];
            data = data[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
