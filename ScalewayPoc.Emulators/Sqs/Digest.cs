using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>The checksums that the protocol prescribes and the SDK verifies, in lower-case hex.</summary>
static class Digest
{
    const byte StringMark = 1;
    const byte BinaryMark = 2;

#pragma warning disable CA5351 // MD5 is the protocol's checksum; nothing is kept secret by it.
    public static string Body(string body) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>
    /// MD5 over the attributes in ordinal order of their names: name, data type, a byte for the kind of value and the
    /// value, each but that byte after its length (4 bytes, big endian). Null without attributes.
    /// </summary>
    public static string? Attributes(IReadOnlyCollection<KeyValuePair<string, MessageAttributeValue>>? attributes)
    {
        if (attributes is not { Count: > 0 })
            return null;
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (name, value) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
        {
            Append(md5, Encoding.UTF8.GetBytes(name));
            Append(md5, Encoding.UTF8.GetBytes(value.DataType!));
            md5.AppendData([value.BinaryValue is null ? StringMark : BinaryMark]);
            Append(md5, value.BinaryValue ?? Encoding.UTF8.GetBytes(value.StringValue!));
        }

        return Convert.ToHexStringLower(md5.GetHashAndReset());
    }
#pragma warning restore CA5351

    /// <summary>The deduplication id of a message without one, on queues with content-based deduplication.</summary>
    public static string Content(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    static void Append(IncrementalHash hash, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
