using System.Text;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>Collects the dead letters of one place for a list, up to bounds that keep the answer small.</summary>
/// <param name="limit">Most letters.</param>
sealed class Excerpt(int limit)
{
    /// <summary>Most bytes of bodies, and what the last one has more.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    readonly List<DeadLetter> _letters = [];
    int _bytes;

    /// <summary>What has been collected: one more than the limit where there are more.</summary>
    public IReadOnlyList<DeadLetter> Letters => _letters;

    /// <summary>Whether the bounds, or the time, have left out others.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether no more is to be added.</summary>
    public bool IsFull => _letters.Count > limit || _bytes >= MostBytes;

    public void Add(DeadLetter letter)
    {
        _letters.Add(letter);
        _bytes += Encoding.UTF8.GetByteCount(letter.Body);
        IsCut |= IsFull;
    }
}
