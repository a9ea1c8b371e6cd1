using System.Text;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>Collects the dead letters of one store for a list, up to bounds in number and bytes.</summary>
/// <param name="limit">Maximum number of letters; one more is collected to find out whether there are more.</param>
sealed class DeadLetterPage(int limit)
{
    /// <summary>Maximum size of the bodies in bytes; the last one may exceed it.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    readonly List<DeadLetter> _letters = [];
    int _bytes;

    /// <summary>The letters: one more than the limit where there are more.</summary>
    public IReadOnlyList<DeadLetter> Letters => _letters;

    /// <summary>Whether the bounds or the deadline have left out others.</summary>
    public bool IsCut { get; set; }

    /// <summary>Whether a bound is reached.</summary>
    public bool IsFull => _letters.Count > limit || _bytes >= MaxBytes;

    public void Add(DeadLetter letter)
    {
        _letters.Add(letter);
        _bytes += Encoding.UTF8.GetByteCount(letter.Body);
        IsCut |= IsFull;
    }
}
