using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// The bucket of the site, over the S3 protocol. An object remembers the SHA-256 of its content, since an entity tag is
/// the content's MD5 on some servers and not on others.
/// </summary>
sealed class SiteBucket : IDisposable
{
    const string Hash = "sha256";
    const string ReplacedAt = "replaced-at";

    readonly AmazonS3Client _client;
    readonly string _bucket;

    /// <param name="bucket">Name of the bucket.</param>
    /// <param name="region">Its region, which requests are signed for.</param>
    /// <param name="endpoint">Address of the region's Object Storage.</param>
    /// <param name="keys">Keys that may write.</param>
    public SiteBucket(string bucket, string region, string endpoint, AWSCredentials keys)
    {
        _bucket = bucket;
        _client = new(keys, new AmazonS3Config
        {
            ServiceURL = endpoint,
            AuthenticationRegion = region,
            ForcePathStyle = true,
            // Checksums in trailers are Amazon's own: other servers may refuse them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    /// <summary>An object as it is served.</summary>
    /// <param name="File">Its headers, and the hash it was uploaded with.</param>
    /// <param name="ReplacedAt">Since when no deployment has wanted it; null for one in use.</param>
    public sealed record Stored(SiteFileManifest File, DateTimeOffset? ReplacedAt);

    /// <summary>The keys of all objects.</summary>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken stop) => AskAsync<IReadOnlyList<string>>("listing it", async () =>
    {
        var keys = new List<string>();
        var pages = _client.Paginators.ListObjectsV2(new() { BucketName = _bucket });
        await foreach (var page in pages.Responses.WithCancellation(stop))
        {
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
        }
        return keys;
    });

    /// <summary>What an object is served with.</summary>
    public Task<Stored> ReadAsync(string key, CancellationToken stop) => AskAsync($"reading {key}", async () =>
    {
        var answer = await _client.GetObjectMetadataAsync(_bucket, key, stop);
        var file = new SiteFileManifest
        {
            CacheControl = answer.Headers.CacheControl ?? "",
            ContentType = answer.Headers.ContentType ?? "",
            Hash = answer.Metadata[Hash] ?? "",
        };
        var replaced = DateTimeOffset.TryParse(answer.Metadata[ReplacedAt], CultureInfo.InvariantCulture, out var time) ? time : (DateTimeOffset?)null;
        return new Stored(file, replaced);
    });

    /// <summary>Uploads a file.</summary>
    public Task WriteAsync(string key, string path, SiteFileManifest file, CancellationToken stop) => AskAsync($"uploading {key}", () =>
    {
        var request = Request(key, file);
        request.FilePath = path;
        return _client.PutObjectAsync(request, stop);
    });

    /// <summary>
    /// Notes on an object that it was replaced, and leaves it as it is otherwise: reads it and writes it. Copying it onto itself
    /// would do too, on servers that understand the SDK's encoding of the source.
    /// </summary>
    public Task MarkReplacedAsync(string key, SiteFileManifest file, DateTimeOffset time, CancellationToken stop) => AskAsync($"marking {key}", async () =>
    {
        using var content = new MemoryStream();
        using (var stored = await _client.GetObjectAsync(_bucket, key, stop))
        {
            await stored.ResponseStream.CopyToAsync(content, stop);
        }
        var request = Request(key, file);
        request.InputStream = content;
        request.Metadata[ReplacedAt] = time.ToString("O", CultureInfo.InvariantCulture);
        return await _client.PutObjectAsync(request, stop);
    });

    /// <summary>Deletes an object. One at a time: for deleting many at once servers want different checksums.</summary>
    public Task DeleteAsync(string key, CancellationToken stop) => AskAsync($"deleting {key}", () => _client.DeleteObjectAsync(_bucket, key, stop));

    public void Dispose() => _client.Dispose();

    PutObjectRequest Request(string key, SiteFileManifest file)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = key,
            ContentType = file.ContentType,
            // Signed as a whole rather than by chunk, which every server understands.
            UseChunkEncoding = false,
        };
        request.Headers.CacheControl = file.CacheControl;
        request.Metadata[Hash] = file.Hash;
        return request;
    }

    async Task<T> AskAsync<T>(string what, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden)
        {
            throw new ScalewayPublishException(
                $"The bucket {_bucket} refuses the keys in {SiteKeys.AccessVariable} and {SiteKeys.SecretVariable} ({e.ErrorCode}, {what}): they must be valid and those of the deployer that its policy names.");
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            throw new ScalewayPublishException($"The bucket {_bucket}, {what}: {e.Message.TrimEnd('.')}. What visitors see is whole; deploy again.");
        }
    }
}
