using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
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
