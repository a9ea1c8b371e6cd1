using System.Globalization;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// The bucket of the site, over the S3 protocol. The SHA-256 of an object is in its metadata, because an entity tag is the
/// content's MD5 on some servers only.
/// </summary>
sealed class SiteBucket : IDisposable
{
    // OpenTofu uses them too.
    public const string AccessVariable = "SCW_ACCESS_KEY";
    public const string SecretVariable = "SCW_SECRET_KEY";

    const string Hash = "sha256";
    const string ReplacedAt = "replaced-at";

    readonly AmazonS3Client _client;
    readonly string _bucket;

    /// <param name="bucket">Name of the bucket.</param>
    /// <param name="region">Region, for the signature of requests.</param>
    /// <param name="endpoint">Address of the region's Object Storage.</param>
    /// <param name="keys">Keys with write access.</param>
    public SiteBucket(string bucket, string region, string endpoint, AWSCredentials keys)
    {
        _bucket = bucket;
        _client = new(keys, new AmazonS3Config
        {
            ServiceURL = endpoint,
            AuthenticationRegion = region,
            ForcePathStyle = true,
            // Checksums in trailers are specific to AWS; other servers may refuse them.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    /// <exception cref="ScalewayPublishException">A variable is not set.</exception>
    public static AWSCredentials ReadKeys()
    {
        return new BasicAWSCredentials(Read(AccessVariable), Read(SecretVariable));

        static string Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new ScalewayPublishException($"{variable} is not set: uploading the site needs an API key of the deployer in {AccessVariable} and {SecretVariable}.");
    }

    /// <summary>A stored object.</summary>
    /// <param name="File">Headers and hash.</param>
    /// <param name="ReplacedAt">Time of the deployment that replaced it; null for an object in use.</param>
    public sealed record Stored(SiteFileManifest File, DateTimeOffset? ReplacedAt);

    public Task<IReadOnlyList<string>> ListAsync(CancellationToken stop) => RequestAsync<IReadOnlyList<string>>("listing it", async () =>
    {
        var keys = new List<string>();
        var pages = _client.Paginators.ListObjectsV2(new() { BucketName = _bucket });
        await foreach (var page in pages.Responses.WithCancellation(stop))
        {
            keys.AddRange((page.S3Objects ?? []).Select(found => found.Key));
        }
        return keys;
    });

    public Task<Stored> ReadAsync(string key, CancellationToken stop) => RequestAsync($"reading {key}", async () =>
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

    public Task WriteAsync(string key, string path, SiteFileManifest file, CancellationToken stop) => RequestAsync($"uploading {key}", () =>
    {
        var request = Request(key, file);
        request.FilePath = path;
        return _client.PutObjectAsync(request, stop);
    });

    /// <summary>
    /// Marks an object as replaced: reads it and writes it with new metadata. Copying it onto itself fails on servers that do not
    /// accept the SDK's encoding of the source.
    /// </summary>
    public Task MarkReplacedAsync(string key, SiteFileManifest file, DateTimeOffset time, CancellationToken stop) => RequestAsync($"marking {key}", async () =>
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

    /// <summary>Deletes one object. Servers require different checksums for deleting many at once.</summary>
    public Task DeleteAsync(string key, CancellationToken stop) => RequestAsync($"deleting {key}", () => _client.DeleteObjectAsync(_bucket, key, stop));

    public void Dispose() => _client.Dispose();

    PutObjectRequest Request(string key, SiteFileManifest file)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = key,
            ContentType = file.ContentType,
            // Every server accepts a signature over the whole body, not every server one by chunk.
            UseChunkEncoding = false,
        };
        request.Headers.CacheControl = file.CacheControl;
        request.Metadata[Hash] = file.Hash;
        return request;
    }

    async Task<T> RequestAsync<T>(string what, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden)
        {
            throw new ScalewayPublishException(
                $"The bucket {_bucket} refuses the keys in {AccessVariable} and {SecretVariable} ({e.ErrorCode}, {what}): they must be valid, and those of the deployer in the bucket's policy.");
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            throw new ScalewayPublishException($"The bucket {_bucket}, {what}: {e.Message.TrimEnd('.')}. The site is still complete; deploy again.");
        }
    }
}
