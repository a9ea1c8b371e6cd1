using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;

namespace ScalewayPoc.Tests.Api;

/// <summary>Slow, silent and oversized clients, and the headers of every response.</summary>
public sealed class HttpServerTests(TestServers servers) : IClassFixture<TestServers>, IAsyncLifetime
{
    const string Request = "GET /alive HTTP/1.1\r\nHost: test\r\n";

    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await ApiSetup.CreateAsync(servers);

    public Task DisposeAsync() => _setup.DisposeAsync().AsTask();

    [Fact]
    public async Task Connections_above_the_maximum_are_closed_and_later_ones_are_served_again()
    {
        var api = await _setup.StartApiAsync(("HttpServer__MaxConnections", "20"));
        var silent = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RawConnection.OpenAsync(api.Address)));
        // Closed without a response: of fifty that send nothing, all but twenty.
        var ends = silent.Select(connection => connection.ReadToEndAsync()).ToList();
        await Eventually.TrueAsync(() => ends.Count(end => end.IsCompletedSuccessfully) == 30, TimeSpan.FromSeconds(30));

        Assert.All(silent, connection => connection.Dispose());
        await Eventually.TrueAsync(async () => (await SendAsync(api, Request + "Connection: close\r\n\r\n")).StartsWith("HTTP/1.1 200", StringComparison.Ordinal), () => "200");
    }

    [Fact]
    public async Task A_connection_that_sends_nothing_is_closed()
    {
        var api = await _setup.StartApiAsync(("HttpServer__KeepAliveTimeout", "00:00:01"));
        Assert.Empty(await SendAsync(api, ""));
        // Also after a request.
        Assert.StartsWith("HTTP/1.1 200", await SendAsync(api, Request + "\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_answered_with_408()
    {
        var api = await _setup.StartApiAsync(("HttpServer__HeadersTimeout", "00:00:01"));
        Assert.StartsWith("HTTP/1.1 408", await SendAsync(api, Request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_below_the_minimum_rate_is_answered_with_408()
    {
        var api = await _setup.StartApiAsync();
        Assert.StartsWith("HTTP/1.1 408", await SendAsync(api,
            $"PUT /api/kv/slow HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {TestIssuer.AllScopes}\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_that_is_not_read_ends_its_connection()
    {
        await EventLogTable.CreateAsync(_setup.Log);
        await EventLogTable.InsertAsync(_setup.Log,
            "select 'e' || i, i, 'order.placed', null, '/s', to_json(repeat('x', 60000)) from generate_series(1, 30) as i");
        var api = await _setup.StartApiAsync(("HttpServer__MaxConnections", "1"));
        using var reader = await RawConnection.OpenAsync(api.Address, receiveBuffer: 4096);
        // More than the buffers of the system have room for: a page ends at 1 MiB.
        await reader.SendAsync(string.Concat(Enumerable.Repeat(
            $"GET /api/events?data=true HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer {TestIssuer.AllScopes}\r\n\r\n", 16)));
        var start = new byte[12];
        await reader.Stream.ReadExactlyAsync(start);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(start));

        // The only connection is free again.
        await Eventually.TrueAsync(async () => (await SendAsync(api, Request + "Connection: close\r\n\r\n")).StartsWith("HTTP/1.1 200", StringComparison.Ordinal), () => "200");
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_answered_with_503()
    {
        await using var api = await InProcessServer<ScalewayPoc.Api.ApiJsonContext>.StartAsync(_setup.Connections, services =>
            services.PostConfigure<RequestTimeoutOptions>(options => options.DefaultPolicy = new()
            {
                Timeout = TimeSpan.FromMilliseconds(200),
                TimeoutStatusCode = options.DefaultPolicy!.TimeoutStatusCode,
            }));
        using var client = new HttpClient { BaseAddress = api.Address }.WithToken();
        using (await client.GetAsync("/api/kv/a"))
        using (_setup.RedisRelay.Hold())
        using (var response = await client.GetAsync("/api/kv/a"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            // Redis has 3 s of its own, and another problem.
            Assert.DoesNotContain("redis", await response.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Too_many_or_too_large_headers_are_answered_with_431()
    {
        var api = await _setup.StartApiAsync();
        var many = string.Concat(Enumerable.Range(0, 100).Select(i => $"x{i}: 1\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await SendAsync(api, Request + many + "\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 431", await SendAsync(api, $"{Request}x: {new string('x', 33_000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414", await SendAsync(api, $"GET /{new string('x', 9_000)} HTTP/1.1\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_response_forbids_guessing_its_type_and_over_https_plain_http()
    {
        var api = await _setup.StartApiAsync(("FORWARDEDHEADERS_ENABLED", "true"));
        await using var consumers = await Consumer.ConsumerSetup.CreateAsync(servers);
        consumers.Settings["FORWARDEDHEADERS_ENABLED"] = "true";
        var consumer = await consumers.StartConsumerAsync("trigger");
        foreach (var (address, path, status) in ((Uri, string, HttpStatusCode)[])
        [
            (api.Address, "/alive", HttpStatusCode.OK), (api.Address, "/api/kv", HttpStatusCode.Unauthorized),
            (api.Address, "/unknown", HttpStatusCode.NotFound), (consumer.Http.BaseAddress!, "/alive", HttpStatusCode.OK),
        ])
        {
            using var http = new HttpClient { BaseAddress = address };
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "api.test" } };
            request.Headers.Add("X-Forwarded-Proto", "https");
            var answer = (await Answer.ReadAsync(await http.SendAsync(request))).Is(status);
            Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
            Assert.Equal("max-age=31536000", answer.Headers["Strict-Transport-Security"]);
            Assert.DoesNotContain("Server", answer.Headers.Keys);
        }
        // The handler of exceptions clears headers.
        var problem = (await api.GetAsync("/api/kv?limit=many", ("Host", "api.test"), ("X-Forwarded-Proto", "https"))).IsProblem(HttpStatusCode.BadRequest, "paging");
        Assert.Equal("nosniff", problem.Headers["X-Content-Type-Options"]);
        Assert.Equal("max-age=31536000", problem.Headers["Strict-Transport-Security"]);
    }

    [Fact]
    public async Task No_other_origin_may_read_responses()
    {
        var api = await _setup.StartApiAsync();
        (string, string)[] headers = [("Origin", "https://evil.test"), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "authorization")];
        foreach (var method in (string[])["OPTIONS", "GET"])
        {
            var answer = await api.SendAsync(method, "/api/kv", headers: headers);
            Assert.DoesNotContain(answer.Headers.Keys, name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        }
    }

    static async Task<string> SendAsync(TestApi api, string text)
    {
        using var connection = await RawConnection.OpenAsync(api.Address);
        await connection.SendAsync(text);
        return await connection.ReadToEndAsync();
    }
}
