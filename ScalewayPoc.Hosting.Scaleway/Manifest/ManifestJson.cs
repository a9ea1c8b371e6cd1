using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Aspire.Hosting.Scaleway.Manifest;

/// <summary>Reads and writes the published files: sorted keys, LF, UTF-8 without byte order mark, a final newline.</summary>
static class ManifestJson
{
    // The files are read by people and OpenTofu, never inside HTML.
    static readonly JsonSerializerOptions Options = new(ManifestJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write<T>(T value, JsonTypeInfo<T> type) =>
        Sort(JsonSerializer.SerializeToNode(value, type))!.ToJsonString(Options) + "\n";

    /// <summary>Writes a file in place of an earlier one, all of it or nothing.</summary>
    public static void WriteFile<T>(string path, T value, JsonTypeInfo<T> type)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = path + ".tmp";
        File.WriteAllText(temporary, Write(value, type));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads a file, or returns null when it does not exist.</summary>
    /// <exception cref="ScalewayPublishException">The file is not valid; <paramref name="step"/> writes it again.</exception>
    public static T? ReadFile<T>(string path, JsonTypeInfo<T> type, string step) where T : class
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException e)
        {
            throw new ScalewayPublishException($"{path} is not valid: {e.Message} Delete it, or run the step {step} again.");
        }
    }

    static JsonNode? Sort(JsonNode? node) => node switch
    {
        JsonObject json => new JsonObject(json.OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => KeyValuePair.Create(property.Key, Sort(property.Value)))),
        _ => node?.DeepClone(),
    };
}
