using System.Buffers;

namespace ScalewayPoc.Api;

/// <summary>A growing buffer in pooled memory: large responses leave no garbage of their size.</summary>
sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    byte[] _array = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Number of bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the buffer is written to or disposed.</summary>
    public ReadOnlyMemory<byte> Written => _array.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _array.AsSpan(Length);
    }

    /// <summary>Empties the buffer; its memory is kept.</summary>
    public void Clear() => Length = 0;

    public void Dispose()
    {
        var array = _array;
        _array = [];
        Length = 0;
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    void Reserve(int sizeHint)
    {
        if (_array.Length - Length >= Math.Max(sizeHint, 1))
        {
            return;
        }
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _array.Length, Length + Math.Max(sizeHint, 1)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_array);
        _array = larger;
    }
}
