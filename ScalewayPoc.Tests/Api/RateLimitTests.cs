using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using ScalewayPoc.Api;

namespace ScalewayPoc.Tests.Api;

/// <summary>The rate limit of each caller.</summary>
public sealed class RateLimitTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public Task DisposeAsync() => _setup.DisposeAsync().AsTask();

    [Fact]
    public async Task A_caller_above_its_rate_gets_429_and_others_do_not()
    {
        var api = await _setup.StartApiAsync(("RateLimit__RequestsPerSecond", "10"));

        var refused = (await RefusedAsync(api, TestIssuer.Shared.Token(subject: "alice"))).IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        Assert.Equal("1", refused.Headers["Retry-After"]);
        Assert.Contains("10 requests per second", refused["detail"], StringComparison.Ordinal);
        (await GetAsync(api, TestIssuer.Shared.Token(subject: "bob"))).Is(HttpStatusCode.OK);
        // The bucket fills again.
        await Eventually.TrueAsync(async () => (await GetAsync(api, TestIssuer.Shared.Token(subject: "alice"))).Status == HttpStatusCode.OK, () => "200");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(19)]
    [InlineData(999_999)]
    public void A_bucket_gets_as_many_tokens_in_a_second_as_the_limit_says(int perSecond)
    {
        var bucket = RateLimits.Bucket(perSecond);
        Assert.Equal(perSecond, bucket.TokensPerPeriod / bucket.ReplenishmentPeriod.TotalSeconds, perSecond * 1e-5);
    }

    [Fact]
    public async Task Requests_without_a_valid_token_share_one_rate_and_probes_have_none()
    {
        var api = await _setup.StartApiAsync(("RateLimit__RequestsPerSecond", "10"));

        await RefusedAsync(api, null);
        (await RefusedAsync(api, "no token")).IsProblem(HttpStatusCode.TooManyRequests, "too-many-requests");
        (await GetAsync(api, TestIssuer.Shared.Token())).Is(HttpStatusCode.OK);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => GetAsync(api, null, "/alive"))), probe => probe.Is(HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("RateLimit__RequestsPerSecond", "9")]
    [InlineData("HttpServer__MaxConnections", "0")]
    [InlineData("HttpServer__HeadersTimeout", "00:02:00")]
    [InlineData("HttpServer__KeepAliveTimeout", "00:00:00")]
    [InlineData("HttpServer__MinBodyRate", "0")]
    [InlineData("HttpServer__MaxHeaders", "1")]
    [InlineData("HttpServer__MaxHeaderBytes", "1024")]
    public async Task A_limit_out_of_its_range_is_refused_at_start(string setting, string value)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => _setup.StartApiAsync((setting, value)));
        Assert.Contains(setting.Split("__")[1], refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Sends requests until one is refused by the limit.</summary>
    static Task<Answer> RefusedAsync(TestApi api, string? token) => Eventually.GetAsync(
        async () => (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(api, token)))).MaxBy(answer => answer.Status == HttpStatusCode.TooManyRequests)!,
        answer => answer.Status == HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(30), "429");

    static async Task<Answer> GetAsync(TestApi api, string? token, string path = "/api/kv?limit=1")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var http = new HttpClient { BaseAddress = api.Address };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }
}
