using System.Net;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;
using Aspire.Hosting.Scaleway.Manifest;
using ScalewayPoc.Emulators.Edge;

namespace ScalewayPoc.Tests.Publish;

/// <summary>Uploading the site to an S3 server.</summary>
public sealed class SiteUploadTests : IAsyncLifetime
{
    const string Index = "index.html";

    readonly TemporaryFolder _site = new();
    readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    S3Process? _server;

    S3Process Server => _server!;

    public async Task InitializeAsync()
    {
        if (NodeTools.Obstacle is null)
        {
            _server = await S3Process.StartAsync();
        }
        Write((Index, "<script src=/assets/app-1.js>"), ("assets/app-1.js", "1"), ("robots.txt", "User-agent: *"));
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
        _site.Dispose();
    }

    [SkippableFact]
    public async Task An_object_has_the_headers_of_the_manifest_and_the_local_edge_answers_with_the_same()
    {
        Write(("assets/style-1.css", ""), ("icon.svg", "<svg/>"), ("deep/er/page.html", "p"), (".well-known/x.txt", "x"), ("some.thing", "?"));
        var manifest = SiteFiles.Read(_site.Path);

        await UploadAsync();

        await using var edge = await EdgeServer.StartAsync(IPAddress.Loopback, 0, new(_site.Path), new("http://127.0.0.1:1"));
        using var client = new HttpClient { BaseAddress = edge.Endpoint };
        Assert.Equal(manifest.Keys, Server.Keys());
        foreach (var (path, file) in manifest)
        {
            using var fromBucket = await Server.Visitor.GetAsync(path);
            using var fromEdge = await client.GetAsync(path);
            foreach (var answer in new[] { fromBucket, fromEdge })
            {
                Assert.Equal((HttpStatusCode.OK, path), (answer.StatusCode, path));
                Assert.Equal(file.CacheControl, Assert.Single(answer.Headers.NonValidated["Cache-Control"]));
                Assert.Equal(file.ContentType, Assert.Single(answer.Content.Headers.NonValidated["Content-Type"]));
                Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_site.Path, path)), await answer.Content.ReadAsStringAsync());
            }
        }
        Assert.Equal("public, max-age=31536000, immutable", manifest["assets/app-1.js"].CacheControl);
        Assert.Equal("no-cache", manifest[Index].CacheControl);
    }

    [SkippableFact]
    public async Task The_index_document_comes_last_and_hashed_files_first()
    {
        var result = await UploadAsync();
        Assert.Equal(["PUT assets/app-1.js", "PUT robots.txt", "PUT index.html"], await Server.WritesAsync());
        Assert.Equal((3, 0), (result.Uploaded.Count, result.Unchanged));
    }

    [SkippableFact]
    public async Task A_second_upload_sends_nothing_and_a_later_one_only_what_changed()
    {
        await UploadAsync();
        await Server.WritesAsync();

        var second = await UploadAsync();
        Assert.Empty(await Server.WritesAsync());
        Assert.Equal((0, 3), (second.Uploaded.Count, second.Unchanged));

        Write(("robots.txt", "changed"));
        await UploadAsync();
        Assert.Equal(["PUT robots.txt"], await Server.WritesAsync());

        var files = SiteFiles.Read(_site.Path);
        files["robots.txt"] = files["robots.txt"] with { CacheControl = "max-age=60" };
        await UploadAsync(files);
        Assert.Equal(["PUT robots.txt"], await Server.WritesAsync());
        using var answer = await Server.Visitor.GetAsync("robots.txt");
        Assert.Equal("max-age=60", answer.Headers.CacheControl!.ToString());
    }

    [SkippableFact]
    public async Task What_nothing_leads_to_is_deleted_but_hashed_files_only_a_day_after_they_were_replaced()
    {
        await UploadAsync();
        Replace();
        _time.Advance(TimeSpan.FromDays(30));

        var result = await UploadAsync();
        Assert.Equal(["assets/app-1.js"], result.Kept);
        Assert.Equal(["robots.txt"], result.Deleted);
        // A page that was opened before still finds its script, as it was.
        using var old = await Server.Visitor.GetAsync("assets/app-1.js");
        Assert.Equal("1", await old.Content.ReadAsStringAsync());
        Assert.Equal("public, max-age=31536000, immutable", old.Headers.CacheControl!.ToString());
        Assert.Equal("text/javascript; charset=utf-8", old.Content.Headers.ContentType!.ToString());

        _time.Advance(SiteUpload.Grace - TimeSpan.FromMinutes(1));
        Assert.Empty((await UploadAsync()).Deleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["assets/app-1.js"], (await UploadAsync()).Deleted);
        Assert.Equal(["assets/app-2.js", Index], Server.Keys());
    }

    [SkippableFact]
    public async Task A_file_that_comes_back_is_in_use_again()
    {
        await UploadAsync();
        Replace();
        await UploadAsync();
        Write((Index, "<script src=/assets/app-1.js>"), ("assets/app-1.js", "1"));

        Assert.Contains("assets/app-1.js", (await UploadAsync()).Uploaded);
        _time.Advance(SiteUpload.Grace);
        File.Delete(Path.Combine(_site.Path, "assets", "app-1.js"));
        Assert.Equal(["assets/app-1.js"], (await UploadAsync()).Kept);
    }

    [SkippableFact]
    public async Task An_upload_that_fails_leaves_the_old_version_in_place()
    {
        File.Delete(Path.Combine(_site.Path, "assets", "app-1.js"));
        await UploadAsync();
        Replace();
        // The server cannot make the folder of the new script.
        await File.WriteAllTextAsync(Path.Combine(Server.Objects, "assets"), "");

        var failure = await Assert.ThrowsAsync<ScalewayPublishException>(() => UploadAsync());

        Assert.StartsWith("The bucket site, uploading assets/app-2.js: ", Assert.Single(failure.Errors), StringComparison.Ordinal);
        Assert.Equal("<script src=/assets/app-1.js>", await Server.Visitor.GetStringAsync(Index));
        Assert.Equal(HttpStatusCode.OK, (await Server.Visitor.GetAsync("robots.txt")).StatusCode);

        File.Delete(Path.Combine(Server.Objects, "assets"));
        await UploadAsync();
        Assert.Equal("<script src=/assets/app-2.js>", await Server.Visitor.GetStringAsync(Index));
    }

    [SkippableTheory]
    [InlineData("nobody", S3Process.Key, "InvalidAccessKeyId, listing it")]
    [InlineData(S3Process.Key, "wrong", "SignatureDoesNotMatch, uploading assets/app-1.js")]
    public async Task Keys_that_are_not_the_deployers_are_refused_with_a_sentence(string access, string secret, string why)
    {
        var failure = await Assert.ThrowsAsync<ScalewayPublishException>(() => UploadAsync(keys: new BasicAWSCredentials(access, secret)));
        Assert.Equal(
            $"The bucket site refuses the keys in SCW_ACCESS_KEY and SCW_SECRET_KEY ({why}): they must be valid, and those of the deployer in the bucket's policy.",
            Assert.Single(failure.Errors));
        Assert.Empty(Server.Keys());
    }

    /// <summary>A new version: another script, and no robots.txt.</summary>
    void Replace()
    {
        foreach (var file in Directory.EnumerateFiles(_site.Path, "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }
        Write((Index, "<script src=/assets/app-2.js>"), ("assets/app-2.js", "2"));
    }

    void Write(params (string Path, string Content)[] files)
    {
        foreach (var (path, content) in files)
        {
            var file = Path.Combine(_site.Path, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, content);
        }
    }

    async Task<SiteUpload.Result> UploadAsync(SortedDictionary<string, SiteFileManifest>? files = null, AWSCredentials? keys = null)
    {
        Skip.If(_server is null, NodeTools.Obstacle);
        using var bucket = new SiteBucket(S3Process.Bucket, S3Process.Region, Server.Endpoint, keys ?? new BasicAWSCredentials(S3Process.Key, S3Process.Key));
        return await new SiteUpload(bucket, _time).RunAsync(files ?? SiteFiles.Read(_site.Path), _site.Path, Index, CancellationToken.None);
    }
}
