using System.Net;
using System.Net.Sockets;

namespace ScalewayPoc.Tests.Api;

/// <summary>Errors of the client are answered with 4xx, in words that name nothing of the implementation.</summary>
[Collection(ApiCollection.Name)]
public sealed class ClientErrorTests(SharedApi shared)
{
    readonly TestApi _api = shared.Api;
    readonly string _path = "/api/kv/client-error-" + Guid.NewGuid().ToString("n");

    [Theory]
    [InlineData("application/json; charset=utf-7")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=unknown")]
    [InlineData("application/json; charset=\"\"")]
    public async Task Another_charset_than_utf_8_is_refused(string contentType) =>
        (await _api.SendAsync("PUT", _path, "1", contentType)).IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type");

    [Theory]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/vnd.test+json")]
    public async Task Every_spelling_of_utf_8_is_accepted(string contentType) =>
        (await _api.SendAsync("PUT", _path, "1", contentType)).Is(HttpStatusCode.Created);

    [Theory]
    [InlineData("fffffffff")]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task A_malformed_chunk_size_is_refused(string size) => Assert.StartsWith("HTTP/1.1 400 ", await SendRawAsync(
        $"PUT {_path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{size}\r\n1\r\n0\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_body_that_does_not_arrive_ends_with_408()
    {
        var answer = await SendRawAsync($"PUT {_path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n1");
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("/api/problems/request-timeout", answer, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_body_that_arrives_too_slowly_ends_with_408()
    {
        using var end = new CancellationTokenSource();
        var answer = await SendRawAsync(
            $"PUT {_path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", async stream =>
            {
                // Above the rate that Kestrel enforces.
                for (var blank = new byte[1000]; !end.IsCancellationRequested; await Task.Delay(500, end.Token))
                {
                    blank.AsSpan().Fill((byte)' ');
                    await stream.WriteAsync(blank, end.Token);
                }
            }, end);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("If-Match", "")]
    [InlineData("If-None-Match", "")]
    [InlineData("If-Match", ",")]
    public async Task An_empty_precondition_is_refused_instead_of_ignored(string header, string value)
    {
        await _api.PutAsync(_path, "1");
        var answer = await SendRawAsync(
            $"PUT {_path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n{header}: {value}\r\nContent-Length: 1\r\n\r\n2");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("/api/problems/precondition-syntax", answer, StringComparison.Ordinal);
        Assert.Equal("1", (await _api.GetAsync(_path)).Body);
    }

    [Theory]
    [InlineData("/api/kv")]
    [InlineData("/api/kv/{key}")]
    [InlineData("/api/kv/{key}/history")]
    [InlineData("/api/events")]
    [InlineData("/api/events/unknown")]
    [InlineData("/api/events/statistics")]
    [InlineData("/api/status")]
    [InlineData("/api/problems")]
    [InlineData("/api/unknown")]
    [InlineData("/alive")]
    [InlineData("/openapi/v1.json")]
    public async Task Head_answers_as_get_does_without_a_body(string path)
    {
        await _api.PutAsync(_path, "1");
        path = path.Replace("/api/kv/{key}", _path, StringComparison.Ordinal);
        var get = await _api.GetAsync(path);
        var head = (await _api.SendAsync("HEAD", path)).Is(get.Status);
        Assert.Empty(head.Body);
        Assert.Equal(get.Headers["Content-Type"], head.Headers["Content-Type"]);
        Assert.Equal(get.Headers["Cache-Control"], head.Headers["Cache-Control"]);
    }

    [Fact]
    public async Task Head_is_not_allowed_where_get_is_not()
    {
        var answer = (await _api.SendAsync("HEAD", "/api/dead-letters/replay")).Is(HttpStatusCode.MethodNotAllowed);
        Assert.Equal("DELETE, POST", answer.Headers["Allow"]);
    }

    [Theory]
    [InlineData("""{"data":1}""")]
    [InlineData("""{"type":"order"}""")]
    [InlineData("""{"type":1,"data":1}""")]
    [InlineData("""{"type":"order","data":1,"more":1}""")]
    [InlineData("""{"type":"order","type":"order","data":1}""")]
    [InlineData("""{"type":"order","data":1,}""")]
    [InlineData("""{"type":"order","data":01}""")]
    [InlineData("""{"type":"order","data":1}{}""")]
    [InlineData("""{"type":"order",/**/"data":1}""")]
    [InlineData("""{"Type":"order","data":1}""")]
    [InlineData("""{"type":"order","Type":"order","data":1}""")]
    [InlineData("""{"type":"order","data":{"a":1,"a":2}}""")]
    public async Task A_malformed_event_is_refused_without_names_of_the_implementation(string body)
    {
        var answer = (await _api.PostAsync("/api/events", body)).Is(HttpStatusCode.BadRequest);
        Assert.DoesNotMatch("ScalewayPoc|System|JSON deserialization|BytePositionInLine|NewEvent", answer.Body);
    }

    [Theory]
    [InlineData("/api/events?data=maybe")]
    [InlineData("/api/events?limit=many")]
    [InlineData("/api/events/statistics?minutes=0")]
    [InlineData("/api/events/statistics?minutes=61")]
    public async Task A_malformed_parameter_is_refused_without_names_of_the_implementation(string path)
    {
        var answer = (await _api.GetAsync(path)).Is(HttpStatusCode.BadRequest);
        Assert.DoesNotMatch("ScalewayPoc|System|bool|Failed to bind|PageRequest", answer.Body);
    }

    [Fact]
    public async Task Lists_are_compressed_and_values_are_not()
    {
        await _api.PutAsync(_path, "1");
        var list = (await _api.GetAsync("/api/problems", ("Accept-Encoding", "br"))).Is(HttpStatusCode.OK);
        Assert.Equal("br", list.Headers["Content-Encoding"]);
        var value = (await _api.GetAsync(_path, ("Accept-Encoding", "br"))).Is(HttpStatusCode.OK);
        Assert.False(value.Headers.ContainsKey("Content-Encoding"));
        await _api.PutAsync("/api/kv/history", "1");
        var named = (await _api.GetAsync("/api/kv/history", ("Accept-Encoding", "br"))).Is(HttpStatusCode.OK);
        Assert.False(named.Headers.ContainsKey("Content-Encoding"));
        var history = (await _api.GetAsync("/api/kv/history/history", ("Accept-Encoding", "br"))).Is(HttpStatusCode.OK);
        Assert.Equal("br", history.Headers["Content-Encoding"]);
    }

    /// <summary>Sends bytes that no client library would, with a token, and reads until the server ends the connection or has answered an error.</summary>
    async Task<string> SendRawAsync(string request, Func<NetworkStream, Task>? more = null, CancellationTokenSource? end = null)
    {
        using var connection = await RawConnection.OpenAsync(_api.Address);
        await connection.SendAsync(request.Replace(
            "Host: test\r\n", $"Host: test\r\nAuthorization: Bearer {TestIssuer.AllScopes}\r\n", StringComparison.Ordinal));
        var sending = more?.Invoke(connection.Stream) ?? Task.CompletedTask;
        // A problem document ends with its trace id.
        var answer = await connection.ReadToEndAsync("\"traceId\":\"");
        await (end?.CancelAsync() ?? Task.CompletedTask);
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
        return answer;
    }
}
