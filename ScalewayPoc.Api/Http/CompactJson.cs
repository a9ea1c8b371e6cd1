using System.Text.Json;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api;

/// <summary>
/// JSON without white space, otherwise as it came: the order of properties, the text of numbers and the escapes of
/// strings are the client's. (Reading it into a model and writing it again would change or refuse valid JSON, such as
/// 1e400 or an escaped lone surrogate.)
/// </summary>
static class CompactJson
{
    /// <summary>Checks and compacts one JSON value.</summary>
    /// <param name="text">UTF-8.</param>
    /// <exception cref="ProblemException">Not JSON, too deep, or too large.</exception>
    public static byte[] From(ReadOnlyMemory<byte> text)
    {
        Check(text, Limits.DataDepth);
        return FromChecked(text.Span);
    }

    /// <summary>Compacts one JSON value that has been checked.</summary>
    /// <param name="text">UTF-8.</param>
    /// <exception cref="ProblemException">Too large.</exception>
    public static byte[] FromChecked(ReadOnlySpan<byte> text)
    {
        var compact = Strip(text);
        return compact.Length <= Limits.DataBytes ? compact : throw new ProblemException(
            ProblemTypes.TooLarge, $"The data has {compact.Length} bytes as JSON without white space; {Limits.DataBytes} are allowed.");
    }

    /// <exception cref="ProblemException">Not JSON, or too deep.</exception>
    public static void Check(ReadOnlyMemory<byte> text, int depth)
    {
        try
        {
            StrictJson.Parse(text, depth).Dispose();
        }
        catch (JsonException e)
        {
            // The library's messages name its options and types.
            throw new ProblemException(ProblemTypes.NotJson, e.LineNumber is { } line
                ? $"The body is not JSON of at most {depth} levels: line {line + 1}, byte {e.BytePositionInLine + 1}."
                : "The body is not UTF-8, or an object has the same name twice or one with an unpaired surrogate.");
        }
    }

    /// <summary>Compacts text that is known to be JSON.</summary>
    public static byte[] Strip(ReadOnlySpan<byte> text)
    {
        var compact = new List<byte>(text.Length);
        var inString = false;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (inString && b == '\\')
            {
                compact.Add(b);
                compact.Add(text[++i]);
            }
            else if (b == 0xEF && text[i + 1] == 0xBF && text[i + 2] >= 0xBE)
            {
                // U+FFFE and U+FFFF mean the same when escaped, and no queue message may contain them otherwise.
                compact.AddRange(text[i + 2] == 0xBE ? @"\ufffe"u8 : @"\uffff"u8);
                i += 2;
            }
            else if (inString || b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                inString ^= b == '"';
                compact.Add(b);
            }
        }
        return [.. compact];
    }
}
