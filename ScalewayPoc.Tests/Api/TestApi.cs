using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ScalewayPoc.Tests.Api;

/// <summary>A running API: in this process on real Kestrel, or an <see cref="ApiProcess"/>.</summary>
class TestApi(Uri address, IAsyncDisposable server) : IAsyncDisposable
{
    readonly HttpClient _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) }.WithToken();

    public Uri Address => address;

    /// <summary>Starts an API in this process; returns when it listens.</summary>
    public static async Task<TestApi> StartAsync(IReadOnlyDictionary<string, string> environment)
    {
        var server = await InProcessServer<global::ScalewayPoc.Api.ApiJsonContext>.StartAsync(environment);
        return new TestApi(server.Address, server);
    }

    /// <summary>Sends a request; the body is sent as it is, as application/json unless another content type is given.</summary>
    public async Task<Answer> SendAsync(
        string method, string path, string? body = null, string? contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await SendAsync(request);
    }

    /// <summary>Sends a request, with a token of all scopes unless it has another one.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", path, headers: headers);

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync("DELETE", path, headers: headers);

    public Task<Answer> PutAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync("PUT", path, body, headers: headers);

    public Task<Answer> PostAsync(string path, string body, params (string Name, string Value)[] headers) =>
        SendAsync("POST", path, body, headers: headers);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>Parses JSON of any depth that the API allows.</summary>
    public static JsonNode Parse(string json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!;
}

/// <summary>An answer of the API, read to its end.</summary>
sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsStringAsync());

    public JsonNode Json => TestApi.Parse(Body);

    public string ETag => Headers["ETag"];

    /// <summary>For messages: not its other members, which some responses lack.</summary>
    public override string ToString() => $"{(int)Status} {Body}";

    /// <summary>Text of a property of the body.</summary>
    public string this[string property] => Json[property]!.GetValue<string>();

    /// <summary>Asserts that this is a problem document of a type, complete and with its status.</summary>
    public Answer IsProblem(HttpStatusCode status, string type)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Body}");
        Assert.Equal("application/problem+json", Headers["Content-Type"]);
        Assert.Equal($"/api/problems/{type}", this["type"]);
        Assert.Equal((int)status, Json["status"]!.GetValue<int>());
        Assert.NotEmpty(this["title"]);
        Assert.NotEmpty(this["detail"]);
        Assert.Matches("^[0-9a-f]{32}$", this["traceId"]);
        return this;
    }

    public Answer Is(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Body}");
        return this;
    }
}
