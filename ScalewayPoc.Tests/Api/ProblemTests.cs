using System.Net;
using Xunit;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class ProblemTests(SharedApi shared)
{
    readonly TestApi _api = shared.Api;

    [Fact]
    public async Task An_unknown_route_is_a_problem() =>
        (await _api.GetAsync("/api/unknown", ("Accept", "text/html"))).IsProblem(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task A_wrong_method_is_a_problem_and_the_right_ones_are_named()
    {
        var answer = (await _api.PostAsync("/api/kv/a", "1")).IsProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal("DELETE, GET, HEAD, PUT", answer.Headers["Allow"]);
    }

    [Fact]
    public async Task Every_type_of_problem_explains_itself()
    {
        var types = (await _api.GetAsync("/api/problems")).Is(HttpStatusCode.OK).Json.AsArray();
        Assert.True(types.Count > 15);
        foreach (var type in types)
        {
            var path = type!["type"]!.GetValue<string>();
            Assert.Equal(type.ToJsonString(), (await _api.GetAsync(path)).Is(HttpStatusCode.OK).Json.ToJsonString());
        }
        (await _api.GetAsync("/api/problems/unknown")).IsProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task No_answer_may_be_reused_without_asking() =>
        Assert.Equal("no-cache, private", (await _api.GetAsync("/api/kv")).Headers["Cache-Control"]);
}
