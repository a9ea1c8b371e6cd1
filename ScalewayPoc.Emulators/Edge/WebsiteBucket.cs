using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.Scaleway.Manifest;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;

namespace ScalewayPoc.Emulators.Edge;

/// <summary>
/// Makes (a part of) an application a bucket in website mode whose index and error document are both <see cref="IndexDocument"/>: a
/// path that is not an object returns that page with status 404. Objects have the headers they are uploaded with.
/// </summary>
static class WebsiteBucket
{
    public const string IndexDocument = "index.html";

    public static void UseWebsiteBucket(this IApplicationBuilder app, DirectoryInfo site)
    {
        var errorDocument = Path.Combine(site.FullName, IndexDocument);
        // A bucket has names and no folders: what ends with a slash is the name of an index document, whatever is before it.
        app.Use((context, next) =>
        {
            if (context.Request.Path.Value!.EndsWith('/'))
                context.Request.Path = context.Request.Path.Value + IndexDocument;
            return next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = Files(site),
            ContentTypeProvider = new UploadedTypes(),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = SiteHeaders.CacheControl(Key(file.Context.Request.Path)),
        });
        app.Run(async context =>
        {
            if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                return;
            }
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            context.Response.ContentType = SiteHeaders.ContentType(IndexDocument);
            context.Response.Headers.CacheControl = SiteHeaders.CacheControl(IndexDocument);
            await context.Response.SendFileAsync(errorDocument, context.RequestAborted);
        });
    }

    // Includes names that begin with a dot, such as .well-known, which are ordinary names in a bucket.
    static PhysicalFileProvider Files(DirectoryInfo site) => new(site.FullName, ExclusionFilters.None);

    static string Key(PathString path) => path.Value!.TrimStart('/');

    /// <summary>Every file has a type, as every object has.</summary>
    sealed class UploadedTypes : IContentTypeProvider
    {
        public bool TryGetContentType(string subpath, [NotNullWhen(true)] out string? contentType)
        {
            contentType = SiteHeaders.ContentType(Key(subpath));
            return true;
        }
    }
}
