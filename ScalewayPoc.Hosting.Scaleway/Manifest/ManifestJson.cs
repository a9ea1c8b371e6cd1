using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.Json.Serialization;
using System.Text.Json;

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

static class ManifestFiles
{
    public const string Manifest = "scaleway.auto.tfvars.json";
    public const string Images = "images.auto.tfvars.json";
    public const string Schema = "scaleway.schema.json";
    public const string Forwarder = "forwarder.zip";
    public const string SiteFolder = "site";

    public static string Site(string name) => $"{name}.site.json";
}

/// <summary>Writes a time as a number of seconds.</summary>
sealed class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromSeconds(reader.GetDouble());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.TotalSeconds);
}

/// <summary>Writes a time as seconds with a unit, <c>10s</c>, as the provider's probes expect it.</summary>
sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TimeSpan.FromSeconds(double.Parse(reader.GetString()!.TrimEnd('s'), CultureInfo.InvariantCulture));

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.TotalSeconds}s"));
}
