using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class OpenApiTests(SharedApi shared)
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>With UPDATE_OPENAPI=1 in the environment, writes the document instead of comparing it.</summary>
    [Fact]
    public async Task The_checked_in_document_is_current()
    {
        var current = (await shared.Api.GetAsync("/openapi/v1.json")).Is(HttpStatusCode.OK).Json.ToJsonString(Indented) + "\n";
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../ScalewayPoc.Api/openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, current);
        }
        Assert.True(await File.ReadAllTextAsync(file) == current,
            "ScalewayPoc.Api/openapi.json is not what the API serves; UPDATE_OPENAPI=1 dotnet test --filter OpenApi writes it anew.");
    }

    [Fact]
    public async Task Every_operation_is_described()
    {
        var document = (await shared.Api.GetAsync("/openapi/v1.json")).Json;
        Assert.StartsWith("3.1", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        var operations = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).ToArray();
        Assert.NotEmpty(operations);
        Assert.All(operations, operation =>
        {
            var contents = operation.Value!["responses"]!.AsObject().Where(response => response.Key.StartsWith('2')).Select(response => response.Value!["content"])
                .Append(operation.Value["requestBody"]?["content"]).OfType<JsonObject>();
            Assert.All(contents, content => Assert.NotNull(content["application/json"]!["example"]));
            Assert.NotNull(operation.Value!["operationId"]);
            Assert.NotNull(operation.Value["summary"]);
            Assert.NotNull(operation.Value["description"]);
        });
        var put = document["paths"]!["/api/kv/{key}"]!["put"]!["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>());
        Assert.Equal(["key", "If-Match", "If-None-Match", "Idempotency-Key"], put);
    }

    /// <summary>ScalewayPoc.Api.http: each request has a line "# STATUS" with the status of its response.</summary>
    [Fact]
    public async Task The_requests_of_the_http_file_get_their_statuses()
    {
        await using var setup = await shared.CreateSetupAsync();
        var api = await setup.StartApiAsync(("Outbox__AcknowledgeTimeout", "00:00:10"));
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "ScalewayPoc.Api", "ScalewayPoc.Api.http"));
        var requests = Regex.Matches(text.ReplaceLineEndings("\n"), @"^# (?<status>\d+)\n(?<method>[A-Z]+) \{\{api\}\}(?<path>\S+)\n(?<headers>([\w-]+: .*\n)*)(\n(?<body>(?!###).+(\n(?!###).+)*))?",
            RegexOptions.Multiline | RegexOptions.ExplicitCapture);

        Assert.Equal(Regex.Count(text, "{{api}}"), requests.Count);
        foreach (var request in requests.Select(match => match.Groups))
        {
            var headers = request["headers"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2))
                .Where(header => header[0] is not ("Content-Type" or "Authorization")).Select(header => (header[0], header[1]));
            var answer = await api.SendAsync(request["method"].Value, request["path"].Value,
                request["body"] is { Success: true } body ? body.Value : null, headers: [.. headers]);
            Assert.Equal($"{request["method"]} {request["path"]} {request["status"]}", $"{request["method"]} {request["path"]} {(int)answer.Status}");
        }
    }

    [Fact]
    public async Task The_page_to_try_it_out_is_for_development_only()
    {
        await using var setup = await shared.CreateSetupAsync();
        var development = await setup.StartApiAsync(("ASPNETCORE_ENVIRONMENT", "Development"));
        (await development.GetAsync("/scalar")).Is(HttpStatusCode.OK);
        (await shared.Api.GetAsync("/scalar")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    static string ThisFile([CallerFilePath] string path = "") => path;
}
