using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ScalewayPoc.Api.Outbox;

/// <summary>
/// The response to a write: status, headers and JSON body, in a form that Redis keeps beside an Idempotency-Key. At most
/// 1 KiB, because nothing in it but the key (256 characters) has a variable length.
/// </summary>
sealed class StoredResponse : IResult
{
    readonly (string Name, string Value)[] _headers;

    StoredResponse(int status, (string, string)[] headers, ReadOnlyMemory<byte> body) =>
        (Status, _headers, Body) = (status, headers, body);

    public int Status { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public static StoredResponse Json<T>(int status, T body, JsonTypeInfo<T> type, params (string Name, string Value)[] headers) =>
        new(status, headers, JsonSerializer.SerializeToUtf8Bytes(body, type));

    public static StoredResponse Empty(int status, params (string Name, string Value)[] headers) => new(status, headers, default);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in _headers)
        {
            response.Headers[name] = value;
        }
        if (!Body.IsEmpty)
        {
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = Body.Length;
            await response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }

    /// <summary>Status, a header per line, an empty line, the body: as HTTP/1.1 has it, with line feeds.</summary>
    public byte[] Serialize()
    {
        var head = new StringBuilder().Append(Status).Append('\n');
        foreach (var (name, value) in _headers)
        {
            head.Append(name).Append(": ").Append(value).Append('\n');
        }
        return [.. Encoding.ASCII.GetBytes(head.Append('\n').ToString()), .. Body.Span];
    }

    /// <summary>Reads what <see cref="Serialize"/> has written.</summary>
    /// <exception cref="FormatException">It was not.</exception>
    public static StoredResponse Parse(ReadOnlyMemory<byte> text)
    {
        var end = text.Span.IndexOf("\n\n"u8);
        if (end < 0 || !Utf8Parser.TryParse(text.Span, out int status, out _))
        {
            throw new FormatException("Not a stored response.");
        }
        var headers = Encoding.ASCII.GetString(text.Span[..end]).Split('\n').Skip(1)
            .Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1])).ToArray();
        return new StoredResponse(status, headers, text[(end + 2)..]);
    }
}
