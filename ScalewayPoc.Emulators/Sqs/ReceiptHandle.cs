using System.Buffers.Binary;
using System.Buffers.Text;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>Stands for one delivery of one message; each receive of a message makes a new one.</summary>
/// <param name="Queue">Id of the queue that it was received from.</param>
/// <param name="Sequence">Key of the message.</param>
/// <param name="Receipt">Random number of the delivery.</param>
readonly record struct ReceiptHandle(long Queue, long Sequence, long Receipt)
{
    const int Size = 3 * sizeof(long);

    /// <exception cref="SqsException">It is missing, or no receipt handle of <paramref name="queue"/>.</exception>
    public static ReceiptHandle Parse(string? text, Queue queue)
    {
        if (string.IsNullOrEmpty(text))
            throw SqsException.MissingParameter("ReceiptHandle");
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length == Base64Url.GetEncodedLength(Size) && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == Size)
        {
            var handle = new ReceiptHandle(
                BinaryPrimitives.ReadInt64BigEndian(bytes),
                BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]),
                BinaryPrimitives.ReadInt64BigEndian(bytes[(2 * sizeof(long))..]));
            if (handle.Queue == queue.Id)
                return handle;
        }

        throw new SqsException(SqsError.ReceiptHandleIsInvalid, $"The input receipt handle \"{text}\" is not a valid receipt handle.");
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Queue);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], Sequence);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(2 * sizeof(long))..], Receipt);
        return Base64Url.EncodeToString(bytes);
    }
}
