using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace ScalewayPoc.Api;

/// <summary>
/// Responses that a client can revalidate: 304 where If-None-Match has the entity tag of what would be sent. The tag is
/// weak, since the bytes on the wire depend on the content encoding.
/// </summary>
static class CacheableResponse
{
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>Sends the parts as one JSON document, or 304.</summary>
    public static async Task WriteAsync(HttpContext context, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        var etag = ETagOf(parts);
        context.Response.GetTypedHeaders().ETag = etag;
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(etag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = parts.Sum(part => (long)part.Length);
        foreach (var part in parts)
        {
            await context.Response.Body.WriteAsync(part, context.RequestAborted);
        }
    }

    /// <summary>Metadata for the OpenAPI document.</summary>
    public static void Describe(Type body, EndpointBuilder builder)
    {
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, body, ["application/json"]));
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status304NotModified, typeof(void)));
    }

    static EntityTagHeaderValue ETagOf(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part.Span);
        }
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}\"", isWeak: true);
    }
}

/// <summary>A JSON document that a client can revalidate.</summary>
sealed class CacheableJson<T>(T value, JsonTypeInfo<T> type) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    public int? StatusCode => StatusCodes.Status200OK;

    public Task ExecuteAsync(HttpContext httpContext) =>
        CacheableResponse.WriteAsync(httpContext, [JsonSerializer.SerializeToUtf8Bytes(value, type)]);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => CacheableResponse.Describe(typeof(T), builder);
}
