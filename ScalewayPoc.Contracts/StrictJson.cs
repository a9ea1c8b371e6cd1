using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ScalewayPoc.Contracts;

/// <summary>
/// How JSON of clients and of other producers is read, by the API and by the Consumer alike: one value in UTF-8, no comments, no
/// trailing commas, and no name twice in one object. Readers of such objects differ in which value they take.
/// </summary>
public static class StrictJson
{
    /// <summary>Parses one value. The document refers to <paramref name="utf8"/>.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="depth">Maximum nesting; <c>[]</c> has depth 1.</param>
    /// <exception cref="JsonException">The text is not strict JSON; the message says why.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, int depth)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new JsonException("It is not UTF-8.");
        }
        try
        {
            return JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
        }
        catch (InvalidOperationException)
        {
            // The only cause: an escape such as \ud800 in a name, which cannot be compared.
            throw new JsonException("A name has an unpaired surrogate.");
        }
    }

    /// <summary>Reads models in the same way: names have their exact casing, numbers are not text.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.AllowDuplicateProperties = false;
        options.PropertyNameCaseInsensitive = false;
        options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.Strict;
    }
}
