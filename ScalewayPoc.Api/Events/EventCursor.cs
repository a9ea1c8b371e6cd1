using System.Globalization;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Events;

/// <summary>
/// Position of an event in the log: by sequence, then source, then id, which together are unique. A sequence alone is not:
/// events of other producers get theirs from their time.
/// </summary>
readonly record struct EventCursor(long Sequence, string Source, string Id)
{
    const char Separator = '\n';

    /// <summary>Maximum number of characters of a source; the Consumer refuses longer ones.</summary>
    const int MaxSourceLength = 2048;

    /// <summary>Before the newest event.</summary>
    public static readonly EventCursor Start = new(long.MaxValue, "", "");

    /// <summary>Opaque text for clients.</summary>
    public override string ToString() => PageRequest.CursorAt($"{Sequence:D16}{Separator}{Source}{Separator}{Id}");

    /// <summary>
    /// Position at which the previous page ended. A cursor of an earlier version is a sequence alone: the page continues
    /// below it.
    /// </summary>
    /// <exception cref="Problems.ProblemException">The cursor is malformed.</exception>
    public static EventCursor From(PageRequest page)
    {
        if (page.After() is not { } text)
        {
            return Start;
        }
        var parts = text.Split(Separator);
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            throw PageRequest.BadCursor();
        }
        return parts switch
        {
            [_] => new EventCursor(sequence, "", ""),
            [_, var source, var id] when IsPart(source, MaxSourceLength) && IsPart(id, Limits.EventIdLength) => new(sequence, source, id),
            _ => throw PageRequest.BadCursor(),
        };
    }

    static bool IsPart(string text, int maxLength) => text.Length > 0 && text.Length <= maxLength && !text.Any(char.IsControl);
}
