using System.Text.Json.Serialization.Metadata;

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
