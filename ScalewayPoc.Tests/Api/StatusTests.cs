using System.Net;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class StatusTests(SharedApi shared) : IAsyncLifetime
{
    ApiSetup _setup = null!;

    public async Task InitializeAsync() => _setup = await shared.CreateSetupAsync();

    public async Task DisposeAsync() => await _setup.DisposeAsync();

    [Fact]
    public async Task The_status_names_every_dependency_and_what_waits()
    {
        var api = await _setup.StartApiAsync(("Dashboard__Url", "http://dashboard.test"));

        var status = (await api.GetAsync("/api/status")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(["redis up", "events up", "ingress up"], States(status));
        Assert.Equal(0, status["waiting"]!.GetValue<long>());
        Assert.Equal("http://dashboard.test", status["dashboard"]!.GetValue<string>());
    }

    [Fact]
    public async Task That_a_dependency_is_down_is_an_answer_with_its_reason()
    {
        var api = await _setup.StartApiAsync();
        // The first connections of a new process take their time on a busy machine, and a check has four seconds.
        await Eventually.GetAsync(
            async () => States((await api.GetAsync("/api/status")).Is(HttpStatusCode.OK).Json).ToList(),
            states => states.TrueForAll(state => state.EndsWith(" up", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), "all up");
        _setup.RedisRelay.Close();
        _setup.QueueRelay.Close();

        var status = (await api.GetAsync("/api/status")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(["redis down", "events up", "ingress down"], States(status));
        Assert.All(status["dependencies"]!.AsArray(), dependency =>
            Assert.Equal(dependency!["state"]!.GetValue<string>() == "down", dependency["reason"] is not null));
        Assert.Null(status["waiting"]);
        Assert.Null(status["dashboard"]);
    }

    static IEnumerable<string> States(JsonNode status) =>
        status["dependencies"]!.AsArray().Select(dependency => $"{dependency!["name"]} {dependency["state"]}");
}
