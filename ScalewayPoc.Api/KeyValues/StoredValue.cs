namespace ScalewayPoc.Api.KeyValues;

/// <summary>The value of a key as a response: the stored bytes.</summary>
sealed class StoredValue(ReadOnlyMemory<byte> json) : IResult, IContentTypeHttpResult, IStatusCodeHttpResult
{
    public string ContentType => "application/json";

    public int? StatusCode => StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.ContentLength = json.Length;
        await httpContext.Response.Body.WriteAsync(json, httpContext.RequestAborted);
    }
}
