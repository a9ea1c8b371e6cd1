using System.Net;
using System.Text;
using ScalewayPoc.Tests.Api;

namespace ScalewayPoc.Tests.Consumer;

/// <summary>Administration on a developer's machine, where every page in the browser reaches the services.</summary>
public sealed class AdministrationTests(TestServers servers) : IClassFixture<TestServers>
{
    [Fact]
    public async Task Local_administration_refuses_pages_of_other_sites()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        setup.Settings["ASPNETCORE_ENVIRONMENT"] = "Development";
        var consumer = (await DeadLetterSetup.StartAsync(setup)).Http.BaseAddress!;
        await using var apis = await ApiSetup.CreateAsync(servers);
        var api = (await apis.StartApiAsync(("ASPNETCORE_ENVIRONMENT", "Development"), ("DeadLetters__Url", $"{consumer}"))).Address;

        foreach (var (host, origin, contentType, status) in ((string, string?, string?, HttpStatusCode)[])
        [
            ("localhost", null, null, HttpStatusCode.OK),
            ("127.0.0.1", "http://localhost:5173", "application/json", HttpStatusCode.OK),
            ("localhost", "https://evil.test", null, HttpStatusCode.MisdirectedRequest),
            ("localhost", "null", null, HttpStatusCode.MisdirectedRequest),
            ("localhost", "http://localhost.evil.test", null, HttpStatusCode.MisdirectedRequest),
            ("evil.test", null, null, HttpStatusCode.MisdirectedRequest),
            ("localhost", null, "text/plain", HttpStatusCode.UnsupportedMediaType),
            ("localhost", null, "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType),
        ])
        {
            foreach (var (service, path) in ((Uri, string)[])[(consumer, "/dead-letters/replay"), (api, "/api/dead-letters/replay"), (api, "/api/admin/rebuild")])
            {
                Assert.Equal((path, host, origin, status), (path, host, origin, await PostAsync(service, path, host, origin, contentType)));
            }
        }
    }

    [Fact]
    public async Task Published_administration_has_the_name_of_the_platform()
    {
        await using var setup = await DeadLetterSetup.CreateAsync(servers);
        var consumer = await DeadLetterSetup.StartAsync(setup);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(consumer.Http.BaseAddress!, "/dead-letters/replay", "consumer.functions.test", null, null));
    }

    static async Task<HttpStatusCode> PostAsync(Uri address, string path, string host, string? origin, string? contentType)
    {
        using var http = new HttpClient { BaseAddress = address }.WithToken();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { Host = host } };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }
        if (contentType is not null)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, contentType);
        }
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
