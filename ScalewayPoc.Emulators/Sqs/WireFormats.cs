using System.Text.Json;
using System.Xml;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>How requests, responses and errors are written on the wire. The actions are the same in every format.</summary>
interface IWireFormat
{
    /// <summary>The requested action; empty when it is missing.</summary>
    ValueTask<string> ActionAsync(HttpContext http);

    /// <exception cref="JsonException">The request has a member of the wrong type.</exception>
    ValueTask<T> ReadAsync<T>(HttpContext http, string action);

    Task WriteAsync<T>(HttpContext http, string action, T response);

    /// <summary>Writes the body and its headers; the status is set already.</summary>
    Task WriteErrorAsync(HttpContext http, SqsError error, string message);
}

/// <summary>AWS JSON 1.0, the protocol of current SDKs: the action is in the header <c>X-Amz-Target</c>.</summary>
sealed class JsonFormat : IWireFormat
{
    public const string TargetHeader = "X-Amz-Target";

    const string TargetPrefix = "AmazonSQS.";
    const string ContentType = "application/x-amz-json-1.0";

    public ValueTask<string> ActionAsync(HttpContext http)
    {
        var target = http.Request.Headers[TargetHeader].ToString();
        if (!HttpMethods.IsPost(http.Request.Method) || target.Length == 0)
            throw new SqsException(SqsError.InvalidAction,
                $"Send a POST with the header {TargetHeader} (AWS JSON 1.0) or with the form field Action (AWS query protocol). GET /health and GET /calls work too.");
        return ValueTask.FromResult(target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : target);
    }

    public async ValueTask<T> ReadAsync<T>(HttpContext http, string action) =>
        await JsonSerializer.DeserializeAsync(http.Request.BodyReader, SqsJson.Type<T>(SqsJson.Wire), http.RequestAborted)
        ?? throw new JsonException("null is not a request.");

    public Task WriteAsync<T>(HttpContext http, string action, T response)
    {
        http.Response.ContentType = ContentType;
        return JsonSerializer.SerializeAsync(http.Response.BodyWriter, response, SqsJson.Type<T>(SqsJson.Wire), http.RequestAborted);
    }

    public Task WriteErrorAsync(HttpContext http, SqsError error, string message)
    {
        http.Response.Headers["x-amzn-query-error"] = $"{error.Code};{error.Fault}";
        return WriteAsync(http, "", new ErrorResponse(error.Type, message));
    }
}

/// <summary>
/// The AWS query protocol of older clients (AWS CLI 2.9 of Debian 12, boto3 before 1.28): form fields in, XML out.
/// Requests are mapped to the JSON protocol's and responses from it, so each action exists once.
/// </summary>
sealed class QueryFormat : IWireFormat
{
    const string Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

    // A carriage return in a body is written as an entity: XML readers turn a plain one into a line feed.
    static readonly XmlWriterSettings Xml = new() { Encoding = new System.Text.UTF8Encoding(false), NewLineHandling = NewLineHandling.Entitize };

    /// <summary>Whether the request is one of this protocol: a form, or parameters in the URL.</summary>
    public static bool IsUsedBy(HttpRequest request) => IsForm(request) || request.Query.ContainsKey("Action");

    public async ValueTask<string> ActionAsync(HttpContext http) => (await FieldsAsync(http))["Action"] ?? "";

    public async ValueTask<T> ReadAsync<T>(HttpContext http, string action)
    {
        var fields = await FieldsAsync(http);
        // Clients post to the URL of the queue; some leave the parameter out.
        if (fields["QueueUrl"] is null && http.Request.Path.Value is { Length: > 1 } path)
            fields["QueueUrl"] = path;
        return fields.ToJson(typeof(T), action, action).Deserialize(SqsJson.Type<T>(SqsJson.Form))!;
    }

    public Task WriteAsync<T>(HttpContext http, string action, T response) => WriteXmlAsync(http, xml =>
    {
        xml.WriteStartElement($"{action}Response", Namespace);
        if (response is not EmptyResponse)
        {
            xml.WriteStartElement($"{action}Result", Namespace);
            WriteMembers(xml, JsonSerializer.SerializeToElement(response, SqsJson.Type<T>(SqsJson.Wire)), action);
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
            fields[name] = values.ToString();
        if (IsForm(http.Request))
        {
            foreach (var (name, values) in await http.Request.ReadFormAsync(http.RequestAborted))
                fields[name] = values.ToString();
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
