using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;

namespace ScalewayPoc.Api.Events;

/// <summary>Consecutive events of the log as JSON text, separated by commas.</summary>
/// <param name="Json">The text; the receiver disposes it.</param>
/// <param name="Count">Number of events.</param>
/// <param name="Last">Position of the last one.</param>
/// <param name="More">Whether others follow.</param>
sealed record EventChunk(PooledBuffer Json, int Count, EventCursor Last, bool More);

/// <summary>
/// A page of the event log as a response. It is complete before its first byte is sent: a database that fails halfway
/// gives 503 instead of a truncated 200, and a slow client occupies no connection of the database.
/// </summary>
sealed class EventPage : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult, IDisposable
{
    static readonly byte[] Head = """{"items":["""u8.ToArray();
    static readonly byte[] Comma = ","u8.ToArray();

    readonly List<EventChunk> _chunks = [];

    public int? StatusCode => StatusCodes.Status200OK;

    public int Count { get; private set; }

    /// <summary>Size of the events as JSON.</summary>
    public int Bytes { get; private set; }

    /// <summary>Position of the next page, <see langword="null"/> on the last one.</summary>
    public EventCursor? Next { get; set; }

    public void Add(EventChunk chunk)
    {
        _chunks.Add(chunk);
        Count += chunk.Count;
        Bytes += chunk.Json.Length;
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (this)
        {
            List<ReadOnlyMemory<byte>> parts = [Head];
            foreach (var chunk in _chunks.Where(chunk => chunk.Count > 0))
            {
                if (parts.Count > 1)
                {
                    parts.Add(Comma);
                }
                parts.Add(chunk.Json.Written);
            }
            // A cursor is base64url: nothing in it needs escaping.
            parts.Add(Encoding.ASCII.GetBytes(Next is { } next ? $"],\"nextCursor\":\"{next}\"}}" : "],\"nextCursor\":null}"));
            await CacheableResponse.WriteAsync(httpContext, parts);
        }
    }

    public void Dispose() => _chunks.ForEach(chunk => chunk.Json.Dispose());

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        CacheableResponse.Describe(typeof(Page<LoggedEvent>), builder);
}
