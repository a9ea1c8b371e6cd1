using System.Text.Json.Serialization.Metadata;
using System.Text.Json;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

/// <summary>How requests, responses and errors are written on the wire. The actions are the same in every format.</summary>
interface IWireFormat
{
    /// <exception cref="System.Text.Json.JsonException">The request has a member of the wrong type.</exception>
    ValueTask<T> ReadAsync<T>(HttpContext http, string action, JsonTypeInfo<T> type);

    Task WriteAsync<T>(HttpContext http, string action, T response, JsonTypeInfo<T> type);

    /// <summary>Writes the body and its headers; the status is set already.</summary>
    Task WriteErrorAsync(HttpContext http, SqsError error, string message);
}

/// <summary>AWS JSON 1.0, the protocol of current SDKs: the action is in the header <c>X-Amz-Target</c>.</summary>
sealed class JsonFormat : IWireFormat
{
    public static readonly JsonFormat Instance = new();

    const string ContentType = "application/x-amz-json-1.0";

    public async ValueTask<T> ReadAsync<T>(HttpContext http, string action, JsonTypeInfo<T> type) =>
        await JsonSerializer.DeserializeAsync(http.Request.BodyReader, type, http.RequestAborted)
        ?? throw new JsonException("null is not a request.");

    public Task WriteAsync<T>(HttpContext http, string action, T response, JsonTypeInfo<T> type)
    {
        http.Response.ContentType = ContentType;
        return JsonSerializer.SerializeAsync(http.Response.BodyWriter, response, type, http.RequestAborted);
    }

    public Task WriteErrorAsync(HttpContext http, SqsError error, string message)
    {
        http.Response.ContentType = ContentType;
        http.Response.Headers["x-amzn-query-error"] = $"{error.Code};{error.Fault}";
        return JsonSerializer.SerializeAsync(http.Response.Body, new ErrorResponse(error.Type, message), SqsJson.Wire.ErrorResponse);
    }
}
