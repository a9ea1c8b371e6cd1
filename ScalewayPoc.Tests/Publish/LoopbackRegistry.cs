using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ScalewayPoc.Tests.Publish;

/// <summary>
/// A container registry on this machine, in memory: the part of the OCI distribution protocol that pulling a base image and
/// pushing an image need. It holds one base image, which is an empty layer.
/// </summary>
sealed class LoopbackRegistry : IAsyncDisposable
{
    const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    readonly ConcurrentDictionary<string, byte[]> _blobs = new();
    readonly ConcurrentDictionary<string, byte[]> _manifests = new();
    readonly ConcurrentDictionary<string, MemoryStream> _uploads = new();
    readonly WebApplication _server;

    LoopbackRegistry()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.Run(AnswerAsync);
        AddBaseImage();
    }

    public string Host => $"localhost:{new Uri(_server.Urls.First()).Port}";

    public string BaseImage => $"{Host}/base:1";

    /// <summary>What was pushed, by <c>repository:tag</c>.</summary>
    public IReadOnlyDictionary<string, byte[]> Manifests => _manifests;

    public byte[] Blob(string digest) => _blobs[digest];

    public static async Task<LoopbackRegistry> StartAsync()
    {
        var registry = new LoopbackRegistry();
        await registry._server.StartAsync();
        return registry;
    }

    public static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    void AddBaseImage()
    {
        // An empty tar archive, compressed.
        using var compressed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(new byte[1024]);
        }
        var layer = compressed.ToArray();
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"]},"rootfs":{"type":"layers","diff_ids":["{{{Digest(new byte[1024])}}}"]}}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""
            {"schemaVersion":2,"mediaType":"{{{ManifestType}}}",
             "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{{Digest(config)}}}","size":{{{config.Length}}}},
             "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"{{{Digest(layer)}}}","size":{{{layer.Length}}}}]}
            """);
        (_blobs[Digest(layer)], _blobs[Digest(config)]) = (layer, config);
        (_manifests["base:1"], _manifests[$"base:{Digest(manifest)}"]) = (manifest, manifest);
    }

    async Task AnswerAsync(HttpContext http)
    {
        var parts = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (http.Request.Method, parts)
        {
            case ("GET", ["v2"]):
                return;
            case ("GET" or "HEAD", ["v2", .. var name, "manifests", var reference]):
                await SendAsync(http, _manifests.GetValueOrDefault($"{string.Join('/', name)}:{reference}"), ManifestType);
                return;
            case ("PUT", ["v2", .. var name, "manifests", var reference]):
                var manifest = await ReadAsync(http);
                _manifests[$"{string.Join('/', name)}:{reference}"] = manifest;
                http.Response.StatusCode = StatusCodes.Status201Created;
                http.Response.Headers["Docker-Content-Digest"] = Digest(manifest);
                return;
            case ("GET" or "HEAD", ["v2", .., "blobs", var digest]):
                await SendAsync(http, _blobs.GetValueOrDefault(digest), "application/octet-stream");
                return;
            case ("POST", ["v2", .. var name, "blobs", "uploads"]):
                var id = Guid.NewGuid().ToString("N");
                _uploads[id] = new MemoryStream();
                Accept(http, name, id);
                return;
            case ("PATCH", ["v2", .. var name, "blobs", "uploads", var upload]):
                _uploads[upload].Write(await ReadAsync(http));
                http.Response.Headers.Range = $"0-{_uploads[upload].Length - 1}";
                Accept(http, name, upload);
                return;
            case ("PUT", ["v2", .., "blobs", "uploads", var upload]):
                _uploads[upload].Write(await ReadAsync(http));
                _blobs[http.Request.Query["digest"]!] = _uploads[upload].ToArray();
                http.Response.StatusCode = StatusCodes.Status201Created;
                return;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }
    }

    static void Accept(HttpContext http, string[] name, string upload)
    {
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Location = $"/v2/{string.Join('/', name)}/blobs/uploads/{upload}";
    }

    static async Task<byte[]> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    static async Task SendAsync(HttpContext http, byte[]? content, string type)
    {
        if (content is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        (http.Response.ContentType, http.Response.ContentLength) = (type, content.Length);
        http.Response.Headers["Docker-Content-Digest"] = Digest(content);
        if (http.Request.Method == "GET")
        {
            await http.Response.Body.WriteAsync(content);
        }
    }
}
