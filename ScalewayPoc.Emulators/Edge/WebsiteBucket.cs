using Microsoft.Extensions.FileProviders;

namespace ScalewayPoc.Emulators.Edge;

/// <summary>
/// Makes (a part of) an application a bucket in website mode whose index and error document are both <see cref="IndexDocument"/>: a
/// path that is no object is answered with that page and status 404. Objects have the headers they are uploaded with.
/// </summary>
static class WebsiteBucket
{
    public const string IndexDocument = "index.html";

    public static void UseWebsiteBucket(this IApplicationBuilder app, DirectoryInfo site)
    {
        var errorDocument = Path.Combine(site.FullName, IndexDocument);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = Files(site), DefaultFileNames = [IndexDocument] });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = Files(site),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = CacheControl(file.Context.Request.Path),
        });
        app.Run(async context =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return;
            }
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = "text/html";
            context.Response.Headers.CacheControl = CacheControl("/" + IndexDocument);
            await context.Response.SendFileAsync(errorDocument, context.RequestAborted);
        });
    }

    static PhysicalFileProvider Files(DirectoryInfo site) => new(site.FullName);

    /// <summary>What has its content's hash in its name never changes; everything else is asked for again.</summary>
    static string CacheControl(PathString path) =>
        path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache";
}
