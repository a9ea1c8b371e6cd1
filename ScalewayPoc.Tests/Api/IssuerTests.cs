using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.Tests.Api;

/// <summary>What is answered while the issuer is away, changes its keys or has another time, and which settings are refused.</summary>
public sealed class IssuerTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    static readonly string[] Both = ["write", "read"];

    ApiSetup _setup = null!;
    TestIssuer _issuer = null!;

    public async Task InitializeAsync()
    {
        _setup = await ApiSetup.CreateAsync(servers);
        _issuer = await TestIssuer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _setup.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task New_keys_of_the_issuer_are_not_noticed_by_callers()
    {
        var api = await StartAsync();
        await AcceptedAsync(api, _issuer.Token());

        _issuer.Rotate();
        // At most one request to the issuer per second.
        await AcceptedAsync(api, _issuer.Token());
    }

    [Fact]
    public async Task An_issuer_that_is_away_is_503_for_tokens_of_an_unknown_key_only()
    {
        var api = await StartAsync();
        var known = _issuer.Token();
        await AcceptedAsync(api, known);

        await _issuer.StopAsync();
        _issuer.Rotate();
        await Eventually.TrueAsync(async () => (await GetAsync(api, _issuer.Token())).Status == HttpStatusCode.ServiceUnavailable, () => "503");
        var unknown = (await GetAsync(api, _issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Contains("'issuer'", unknown["detail"], StringComparison.Ordinal);
        Assert.Equal("2", unknown.Headers["Retry-After"]);
        await StatusAsync(api, HttpStatusCode.OK, known);
    }

    [Fact]
    public async Task An_api_that_starts_before_its_issuer_returns_503_until_it_responds()
    {
        await _issuer.StopAsync();
        var api = await StartAsync();
        (await GetAsync(api, _issuer.Token())).IsProblem(HttpStatusCode.ServiceUnavailable, "unavailable");

        await _issuer.ListenAsync();
        await AcceptedAsync(api, _issuer.Token());
    }

    [Fact]
    public async Task Tokens_that_name_unknown_keys_do_not_flood_the_issuer()
    {
        var api = await StartAsync();
        await AcceptedAsync(api, _issuer.Token());
        var foreign = TestIssuer.Foreign;
        var before = _issuer.Fetches;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
        {
            foreign.RenameKey();
            await StatusAsync(api, HttpStatusCode.Unauthorized, foreign.Token(issuer: _issuer.Url));
        }
        Assert.InRange(_issuer.Fetches - before, 0, clock.Elapsed.TotalSeconds + 2);
    }

    [Theory]
    [InlineData(4, HttpStatusCode.OK)]
    [InlineData(6, HttpStatusCode.Unauthorized)]
    public async Task A_clock_that_is_minutes_ahead_is_accepted_up_to_five(int minutes, HttpStatusCode status)
    {
        var api = await StartAsync();
        await StatusAsync(api, status, _issuer.Token(from: TimeSpan.FromMinutes(minutes)));
        await StatusAsync(api, status, _issuer.Token(from: TimeSpan.FromHours(-10) - TimeSpan.FromMinutes(minutes)));
    }

    [Theory]
    [InlineData("scp")]
    [InlineData("roles")]
    public async Task Scopes_are_read_from_the_claim_of_the_setting(string claim)
    {
        var api = await StartAsync(("Authentication__ScopeClaim", claim));
        await KeysAsync(api, HttpStatusCode.OK, _issuer.Token(scope: null, claims: [(claim, "write read")]));
        await KeysAsync(api, HttpStatusCode.OK, _issuer.Token(scope: null, claims: [(claim, Both)]));
        await KeysAsync(api, HttpStatusCode.Forbidden, _issuer.Token());
    }

    [Theory]
    [InlineData("Authentication__Issuer", "", "Authentication:Issuer must be the URL")]
    [InlineData("Authentication__Issuer", "http://issuer.test", "must be https")]
    [InlineData("Authentication__Audience", " ", "Authentication:Audience must be")]
    public async Task Api_without_a_safe_issuer_does_not_start(string setting, string value, string message)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync((setting, value)));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        await using var consumer = await Consumer.ConsumerSetup.CreateAsync(servers);
        consumer.Settings[setting] = value;
        await Assert.ThrowsAsync<InvalidOperationException>(() => consumer.StartConsumerAsync());
    }

    [Fact]
    public async Task Anonymous_access_has_to_be_allowed_and_is_reported()
    {
        var api = await StartAsync(("Authentication__Issuer", ""), ("Authentication__AllowAnonymous", "true"));
        using var http = new HttpClient { BaseAddress = api.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/kv")).StatusCode);
        Assert.Contains("Every request is allowed without a token.", await http.GetStringAsync("/health"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_endpoint_has_a_policy_and_public_ones_are_few()
    {
        var environment = new Dictionary<string, string>(_setup.Connections) { ["Authentication__Issuer"] = _issuer.Url };
        await using var api = await InProcessServer<global::ScalewayPoc.Api.ApiJsonContext>.StartAsync(environment);
        Assert.Equal(["/alive", "/api/problems/", "/api/problems/{name}"], PublicRoutes(api.Services));
        environment["Consumer__Mode"] = "trigger";
        await using var consumer = await InProcessServer<ScalewayPoc.Consumer.ConsumerOptions>.StartAsync(environment);
        Assert.Equal(["/alive", "/events"], PublicRoutes(consumer.Services));
    }

    /// <summary>The routes that require no token; fails if one has no policy at all.</summary>
    static IEnumerable<string> PublicRoutes(IServiceProvider services)
    {
        var routes = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.All(routes, route => Assert.True(
            route.Metadata.GetMetadata<IAuthorizeData>() is not null || IsPublic(route), $"{route.DisplayName} has no policy: add RequireScope."));
        return routes.Where(IsPublic).Select(route => route.RoutePattern.RawText!).Distinct().Order(StringComparer.Ordinal);

        static bool IsPublic(RouteEndpoint route) => route.Metadata.GetMetadata<IAllowAnonymous>() is not null;
    }

    Task<TestApi> StartAsync(params (string, string)[] settings) =>
        _setup.StartApiAsync([("Authentication__Issuer", _issuer.Url), .. settings]);

    /// <summary>Waits until a token is accepted: the keys may not have been fetched yet.</summary>
    static Task AcceptedAsync(TestApi api, string token) =>
        Eventually.TrueAsync(async () => (await GetAsync(api, token)).Status == HttpStatusCode.OK, () => "an accepted token");

    static async Task StatusAsync(TestApi api, HttpStatusCode status, string token) => (await GetAsync(api, token)).Is(status);

    static async Task KeysAsync(TestApi api, HttpStatusCode status, string token) => (await GetAsync(api, token, "/api/kv")).Is(status);

    static Task<Answer> GetAsync(TestApi api, string token, string path = "/api/status")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        return api.SendAsync(request);
    }
}
