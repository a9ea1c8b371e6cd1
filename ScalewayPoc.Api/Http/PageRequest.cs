using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>The requested page of a list. A cursor is opaque: base64url of the last item's position.</summary>
sealed class PageRequest
{
    public const int MinLimit = 1;
    public const int MaxLimit = 1000;
    public const int DefaultLimit = 100;

    /// <summary>Maximum number of items; text, so that an error can quote it.</summary>
    [FromQuery(Name = "limit"), Description("Maximum number of items on the page.")]
    public string? Limit { get; set; }

    /// <summary>Where the previous page ended.</summary>
    [FromQuery(Name = "cursor"), Description("nextCursor of the previous page.")]
    public string? Cursor { get; set; }

    /// <summary>Maximum number of items.</summary>
    /// <exception cref="ProblemException">The limit is malformed.</exception>
    public int Size => Limit switch
    {
        null => DefaultLimit,
        _ when int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && size is >= MinLimit and <= MaxLimit => size,
        _ => throw new ProblemException(ProblemTypes.Paging, $"limit must be a number from {MinLimit} to {MaxLimit}, but is '{Limit}'."),
    };

    /// <summary>Position of the last item of the previous page, <see langword="null"/> on the first one.</summary>
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

    public static ProblemException BadCursor() =>
        new(ProblemTypes.Paging, "cursor must be the nextCursor of the previous page, with the same filters.");

    public static string CursorAt(string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position));
}

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order of the list; a page that is not the last one may have fewer than the limit.</param>
/// <param name="NextCursor">null on the last page.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    [property: Description("cursor of the next page, opaque; null on the last page. Only null ends the list: a page may have fewer "
        + "items than its limit although others follow, as a page of events ends with the one that reaches 1 MiB.")] string? NextCursor);
