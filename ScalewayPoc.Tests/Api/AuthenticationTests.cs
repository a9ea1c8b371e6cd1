using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Api;

/// <summary>Who may call what: each operation of the OpenAPI document with each kind of token.</summary>
[Collection(ApiCollection.Name)]
public sealed class AuthenticationTests(SharedApi shared)
{
    const string Public = "public";
    const string AnyToken = "";

    /// <summary>The scope of each operation.</summary>
    static readonly Dictionary<string, string> Operations = new()
    {
        ["GET /api/kv"] = "read",
        ["GET /api/kv/{key}"] = "read",
        ["PUT /api/kv/{key}"] = "write",
        ["DELETE /api/kv/{key}"] = "write",
        ["GET /api/kv/{key}/history"] = "read",
        ["POST /api/events"] = "write",
        ["GET /api/events"] = "read",
        ["GET /api/events/{id}"] = "read",
        ["GET /api/events/statistics"] = "read",
        ["GET /api/dead-letters"] = "admin",
        ["POST /api/dead-letters/replay"] = "admin",
        ["DELETE /api/dead-letters/{id}"] = "admin",
        ["POST /api/admin/rebuild"] = "admin",
        ["GET /api/status"] = AnyToken,
        ["GET /api/problems"] = Public,
        ["GET /api/problems/{name}"] = Public,
    };

    [Fact]
    public async Task Every_operation_of_the_document_has_its_scope_here()
    {
        var document = (await shared.Api.GetAsync("/openapi/v1.json")).Json;
        var declared = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (
            Name: $"{operation.Key.ToUpperInvariant()} {path.Key}",
            Scope: operation.Value!["security"] is not JsonArray { Count: > 0 } security ? Public
                : string.Join(' ', security[0]!["bearer"]!.AsArray().Select(scope => scope!.GetValue<string>()))))).ToDictionary(o => o.Name, o => o.Scope);
        Assert.Equal(Operations.OrderBy(o => o.Key), declared.OrderBy(o => o.Key));
    }

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Operation_admits_its_scope_only(string operation)
    {
        var required = Operations[operation];
        foreach (var scope in (string[])["read", "write", "admin", "other", "readwrite"])
        {
            var answer = await SendAsync(operation, TestIssuer.Shared.Token(scope));
            if (required is Public or AnyToken || scope == required)
            {
                Assert.DoesNotContain(answer.Status, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
                continue;
            }
            answer.IsProblem(HttpStatusCode.Forbidden, "missing-scope");
            Assert.Equal($"The token lacks the scope '{required}'.", answer["detail"]);
            Assert.Equal($"Bearer error=\"insufficient_scope\", scope=\"{required}\"", answer.Headers["WWW-Authenticate"]);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Operation_without_a_valid_token_returns_401(string operation)
    {
        var foreign = TestIssuer.Foreign;
        var issuer = TestIssuer.Shared;
        var valid = issuer.Token();
        foreach (var token in (string?[])
        [
            null,
            "no token",
            issuer.Token(from: TimeSpan.FromHours(-11)),
            issuer.Token(from: TimeSpan.FromHours(1)),
            issuer.Token(audience: "other"),
            issuer.Token(issuer: foreign.Url),
            issuer.Token(subject: null),
            foreign.Token(),
            foreign.Token(issuer: issuer.Url),
            issuer.UnsignedToken(),
            valid[..(valid.LastIndexOf('.') + 1)],
            Hs256(valid),
        ])
        {
            var answer = await SendAsync(operation, token);
            if (Operations[operation] == Public)
            {
                Assert.NotEqual(HttpStatusCode.Unauthorized, answer.Status);
                continue;
            }
            answer.IsProblem(HttpStatusCode.Unauthorized, "unauthorized");
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
        // The address in a token is not requested.
        Assert.Equal(0, foreign.Fetches);
    }

    [Fact]
    public async Task Idempotency_keys_belong_to_the_subject()
    {
        var path = $"/api/kv/{Guid.NewGuid():n}";
        var first = await PutAsync(path, "1", "alice");
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal(HttpStatusCode.Created, (await PutAsync(path, "1", "alice")).Status);
        Assert.Equal(HttpStatusCode.OK, (await PutAsync(path, "1", "bob")).Status);
    }

    [Fact]
    public async Task A_route_that_does_not_exist_is_404_without_a_token_too() =>
        (await SendAsync("GET /api/unknown", null)).IsProblem(HttpStatusCode.NotFound, "not-found");

    Task<Answer> PutAsync(string path, string body, string subject)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", "same");
        request.Headers.Authorization = new("Bearer", TestIssuer.Shared.Token(subject: subject));
        return shared.Api.SendAsync(request);
    }

    async Task<Answer> SendAsync(string operation, string? token)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        path = path.Replace("{key}", "matrix", StringComparison.Ordinal)
            .Replace("{id}", "unknown", StringComparison.Ordinal).Replace("{name}", "not-found", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "PUT" or "POST")
        {
            request.Content = new StringContent("""{"type":"matrix.test","data":1}""", MediaTypeHeaderValue.Parse("application/json"));
        }
        using var http = new HttpClient { BaseAddress = shared.Api.Address };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);
        return await Answer.ReadAsync(await http.SendAsync(request));
    }

    /// <summary>The token signed again by HMAC, with the public key's text as its secret: the confusion of algorithms.</summary>
    static string Hs256(string token)
    {
        var header = Base64Url("""{"alg":"HS256","typ":"JWT"}"""u8);
        var content = $"{header}.{token.Split('.')[1]}";
        return $"{content}.{Base64Url(System.Security.Cryptography.HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(content)))}";

        static string Base64Url(ReadOnlySpan<byte> data) => System.Buffers.Text.Base64Url.EncodeToString(data);
    }
}
