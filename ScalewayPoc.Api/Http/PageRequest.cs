using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>Which page of a list is asked for. A cursor is opaque: base64url of the last element's place in the order.</summary>
sealed class PageRequest
{
    public const int MinLimit = 1;
    public const int MaxLimit = 1000;
    public const int DefaultLimit = 100;

    /// <summary>Most items on the page; text, so that what is wrong with it can be told.</summary>
    [FromQuery(Name = "limit"), Description("Most items on the page.")]
    public string? Limit { get; set; }

    /// <summary>Where the previous page ended.</summary>
    [FromQuery(Name = "cursor"), Description("nextCursor of the previous page.")]
    public string? Cursor { get; set; }

    /// <summary>Most items on the page.</summary>
    /// <exception cref="ProblemException">The limit is malformed.</exception>
    public int Size => Limit switch
    {
        null => DefaultLimit,
        _ when int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size is >= MinLimit and <= MaxLimit => size,
        _ => throw new ProblemException(ProblemTypes.Paging, $"limit must be a number from {MinLimit} to {MaxLimit}, but is '{Limit}'."),
    };

    /// <summary>Place of the last element of the previous page, <see langword="null"/> on the first one.</summary>
    /// <exception cref="ProblemException">The cursor is malformed.</exception>
    public string? After()
    {
        if (Cursor is null)
        {
            return null;
        }
        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(Cursor));
        }
        catch (FormatException)
        {
            throw BadCursor();
        }
    }

    /// <summary>As <see cref="After"/>, where the order is that of sequence numbers.</summary>
    /// <exception cref="ProblemException">The cursor is malformed.</exception>
    public long? AfterSequence() => After() is not { } after
        ? null
        : long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence : throw BadCursor();

    public static ProblemException BadCursor() =>
        new(ProblemTypes.Paging, "cursor must be the nextCursor of the previous page, with the same filters.");

    public static string CursorAt(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));
}

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the list; there may be fewer than asked for although more follow.</param>
/// <param name="NextCursor">null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
