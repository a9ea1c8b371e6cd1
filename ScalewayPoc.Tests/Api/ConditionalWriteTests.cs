using System.Globalization;
using System.Net;
using Xunit;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ConditionalWriteTests(SharedApi shared)
{
    readonly TestApi _api = shared.Api;
    readonly string _path = "/api/kv/conditional-" + Guid.NewGuid().ToString("n");

    [Fact]
    public async Task If_none_match_star_only_creates()
    {
        (await _api.PutAsync(_path, "1", ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
        (await _api.PutAsync(_path, "2", ("If-None-Match", "*"))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        Assert.Equal("1", (await _api.GetAsync(_path)).Body);
    }

    [Fact]
    public async Task If_match_writes_only_over_the_value_that_was_read()
    {
        var first = await _api.PutAsync(_path, "1");
        var second = (await _api.PutAsync(_path, "2", ("If-Match", first.ETag))).Is(HttpStatusCode.OK);
        (await _api.PutAsync(_path, "3", ("If-Match", first.ETag))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        (await _api.DeleteAsync(_path, ("If-Match", first.ETag))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        // A weak tag says that values are alike, not that they are the same.
        (await _api.PutAsync(_path, "3", ("If-Match", "W/" + second.ETag))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        (await _api.PutAsync(_path, "3", ("If-Match", $"\"other\", {second.ETag}"))).Is(HttpStatusCode.OK);
        (await _api.DeleteAsync(_path, ("If-Match", "*"))).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task If_match_never_creates()
    {
        (await _api.PutAsync(_path, "1", ("If-Match", "*"))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        (await _api.DeleteAsync(_path, ("If-Match", "\"0\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        (await _api.GetAsync(_path)).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_unchanged_value_is_not_sent_again()
    {
        var put = await _api.PutAsync(_path, "1");
        var unchanged = (await _api.GetAsync(_path, ("If-None-Match", $"\"other\", W/{put.ETag}"))).Is(HttpStatusCode.NotModified);
        Assert.Empty(unchanged.Body);
        Assert.Equal(put.ETag, unchanged.ETag);
        (await _api.GetAsync(_path, ("If-None-Match", "\"other\""))).Is(HttpStatusCode.OK);
        (await _api.GetAsync(_path, ("If-Match", "\"other\""))).IsProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
    }

    [Theory]
    [InlineData("If-Match", "unquoted")]
    [InlineData("If-None-Match", "\"open")]
    public async Task A_malformed_precondition_is_refused_instead_of_ignored(string header, string value)
    {
        await _api.PutAsync(_path, "1");
        (await _api.PutAsync(_path, "2", (header, value))).IsProblem(HttpStatusCode.BadRequest, "precondition-syntax");
        Assert.Equal("1", (await _api.GetAsync(_path)).Body);
    }

    [Fact]
    public async Task No_update_is_lost_under_concurrency()
    {
        const int Writers = 8;
        const int Increments = 10;
        await _api.PutAsync(_path, "0");
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => IncrementAsync()));
        Assert.Equal($"{Writers * Increments}", (await _api.GetAsync(_path)).Body);

        async Task IncrementAsync()
        {
            for (var done = 0; done < Increments;)
            {
                var current = await _api.GetAsync(_path);
                var next = int.Parse(current.Body, CultureInfo.InvariantCulture) + 1;
                var written = await _api.PutAsync(_path, $"{next}", ("If-Match", current.ETag));
                done += written.Status == HttpStatusCode.OK ? 1 : 0;
            }
        }
    }
}
