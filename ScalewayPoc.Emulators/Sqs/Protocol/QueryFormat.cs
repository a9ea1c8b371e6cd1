using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

/// <summary>
/// The AWS query protocol of older clients (AWS CLI 2.9 of Debian 12, boto3 before 1.28): form fields in, XML out.
/// Requests are mapped to the JSON protocol's and responses from it, so each action exists once.
/// </summary>
sealed class QueryFormat : IWireFormat
{
    public static readonly QueryFormat Instance = new();

    const string Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

    // A carriage return in a body is written as an entity: XML readers turn a plain one into a line feed.
    static readonly XmlWriterSettings Xml = new() { Encoding = new System.Text.UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Whether the request is one of this protocol: a form, or parameters in the URL.</summary>
    public static bool IsUsedBy(HttpRequest request) => IsForm(request) || request.Query.ContainsKey("Action");

    /// <summary>The value of <c>Action</c>; empty when it is missing.</summary>
    public static async ValueTask<string> ActionAsync(HttpContext http) => (await FieldsAsync(http)).Text("Action") ?? "";

    public async ValueTask<T> ReadAsync<T>(HttpContext http, string action, JsonTypeInfo<T> type)
    {
        var fields = await FieldsAsync(http);
        // Clients post to the URL of the queue; some leave the parameter out.
        if (fields.Text("QueueUrl") is null && http.Request.Path.Value is { Length: > 1 } path)
            fields.Set(["QueueUrl"], path);
        return JsonSerializer.Deserialize(FormFields.ToJson(fields, action, type), type)!;
    }

    public Task WriteAsync<T>(HttpContext http, string action, T response, JsonTypeInfo<T> type) => WriteXmlAsync(http, xml =>
    {
        xml.WriteStartElement($"{action}Response", Namespace);
        if (response is not EmptyResponse)
        {
            xml.WriteStartElement($"{action}Result", Namespace);
            WriteMembers(xml, JsonSerializer.SerializeToElement(response, type), action);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("ResponseMetadata", Namespace);
        WriteText(xml, "RequestId", RequestId(http));
        xml.WriteEndElement();
    });

    public Task WriteErrorAsync(HttpContext http, SqsError error, string message) => WriteXmlAsync(http, xml =>
    {
        xml.WriteStartElement("ErrorResponse", Namespace);
        xml.WriteStartElement("Error", Namespace);
        WriteText(xml, "Type", error.Fault);
        WriteText(xml, "Code", error.Code);
        WriteText(xml, "Message", message);
        xml.WriteEndElement();
        WriteText(xml, "RequestId", RequestId(http));
    });

    static async ValueTask<FormFields> FieldsAsync(HttpContext http)
    {
        if (http.Items.TryGetValue(typeof(FormFields), out var known))
            return (FormFields)known!;
        var fields = new FormFields();
        foreach (var (name, values) in http.Request.Query)
            fields.Set(name.Split('.', FormFields.MaxDepth), values.ToString());
        if (IsForm(http.Request))
        {
            foreach (var (name, values) in await http.Request.ReadFormAsync(http.RequestAborted))
                fields.Set(name.Split('.', FormFields.MaxDepth), values.ToString());
        }

        http.Items[typeof(FormFields)] = fields;
        return fields;
    }

    static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    static string RequestId(HttpContext http) => http.Response.Headers[SqsProtocol.RequestIdHeader].ToString();

    static async Task WriteXmlAsync(HttpContext http, Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Xml))
        {
            write(xml);
            xml.WriteEndDocument();
        }

        http.Response.ContentType = "text/xml";
        http.Response.ContentLength = buffer.Length;
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }

    static void WriteMembers(XmlWriter xml, JsonElement element, string action)
    {
        foreach (var member in element.EnumerateObject())
            WriteMember(xml, member.Name, member.Value, action);
    }

    static void WriteMember(XmlWriter xml, string name, JsonElement value, string action)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    WriteMember(xml, QueryNames.ResponseItem(name, action), item, action);
                break;
            case JsonValueKind.Object when QueryNames.IsMap(name):
                foreach (var entry in value.EnumerateObject())
                {
                    xml.WriteStartElement(QueryNames.Singular(name), Namespace);
                    WriteText(xml, QueryNames.MapKey(name), entry.Name);
                    WriteMember(xml, "Value", entry.Value, action);
                    xml.WriteEndElement();
                }

                break;
            case JsonValueKind.Object:
                xml.WriteStartElement(name, Namespace);
                WriteMembers(xml, value, action);
                xml.WriteEndElement();
                break;
            default:
                // Of a JSON boolean the text is True.
                WriteText(xml, name, value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText());
                break;
        }
    }

    /// <summary>Characters that XML does not have, which only an error message can quote, become U+FFFD.</summary>
    static void WriteText(XmlWriter xml, string name, string text)
    {
        var runes = text.EnumerateRunes();
        var valid = string.Concat(runes.Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString()));
        xml.WriteElementString(name, Namespace, valid);
    }
}
