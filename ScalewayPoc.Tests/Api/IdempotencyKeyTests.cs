using System.Net;
using Xunit;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class IdempotencyKeyTests(SharedApi shared)
{
    readonly TestApi _api = shared.Api;
    readonly string _path = "/api/kv/idempotent-" + Guid.NewGuid().ToString("n");
    readonly (string, string) _key = ("Idempotency-Key", $"\"{Guid.NewGuid()}\"");

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_does_nothing()
    {
        var first = (await _api.PutAsync(_path, "1", _key)).Is(HttpStatusCode.Created);
        await _api.PutAsync(_path, "2");
        var again = (await _api.PutAsync(_path, " 1 ", _key)).Is(HttpStatusCode.Created);

        Assert.Equal(first.Body, again.Body);
        Assert.Equal(first.ETag, again.ETag);
        Assert.Equal(first.Headers["Location"], again.Headers["Location"]);
        Assert.Equal("2", (await _api.GetAsync(_path)).Body);
    }

    [Fact]
    public async Task A_repeated_event_is_one_event()
    {
        const string Event = """{"type":"order.placed","data":1}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _api.PostAsync("/api/events", Event, _key)));
        Assert.All(answers, answer => answer.Is(HttpStatusCode.Accepted));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers.Select(answer => answer.Headers["Location"]).Distinct());
    }

    [Fact]
    public async Task A_repeated_delete_is_answered_as_the_first()
    {
        await _api.PutAsync(_path, "1");
        var first = (await _api.DeleteAsync(_path, _key)).Is(HttpStatusCode.NoContent);
        var again = (await _api.DeleteAsync(_path, _key)).Is(HttpStatusCode.NoContent);
        Assert.Equal(first.Headers["Link"], again.Headers["Link"]);
    }

    [Fact]
    public async Task The_key_with_another_body_or_precondition_is_refused()
    {
        await _api.PutAsync(_path, "1", _key);
        (await _api.PutAsync(_path, "2", _key)).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await _api.PutAsync(_path, "1", _key, ("If-Match", "*"))).IsProblem(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        Assert.Equal("1", (await _api.GetAsync(_path)).Body);
    }

    [Fact]
    public async Task The_key_belongs_to_one_method_and_path()
    {
        var first = (await _api.PutAsync(_path, "1", _key)).Is(HttpStatusCode.Created);
        var other = (await _api.PutAsync(_path + "x", "2", _key)).Is(HttpStatusCode.Created);
        (await _api.DeleteAsync(_path, _key)).Is(HttpStatusCode.NoContent);
        Assert.NotEqual(first["eventId"], other["eventId"]);
    }

    [Fact]
    public async Task A_repetition_gets_the_stored_status_headers_and_body()
    {
        await using var setup = await shared.CreateSetupAsync();
        var api = await setup.StartApiAsync();
        setup.QueueRelay.Close();
        var first = (await api.PutAsync(_path, "1", _key)).Is(HttpStatusCode.Accepted);
        Assert.Equal("accepted", first["state"]);
        setup.QueueRelay.Open();
        await setup.ReceiveAsync(1);

        // Computed anew it would be 201 with state queued.
        var again = (await api.PutAsync(_path, "1", _key)).Is(HttpStatusCode.Accepted);

        Assert.Equal(first.Body, again.Body);
        foreach (var header in (string[])["ETag", "Location", "Link", "Content-Type"])
        {
            Assert.True(first.Headers.GetValueOrDefault(header) == again.Headers.GetValueOrDefault(header), header);
        }
        (await api.DeleteAsync(_path, _key)).Is(HttpStatusCode.NoContent);
        (await api.DeleteAsync(_path, _key)).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_refused_request_may_be_repeated_with_its_key()
    {
        await _api.PutAsync(_path, "1");
        (await _api.PutAsync(_path, "2", _key, ("If-None-Match", "*"))).Is(HttpStatusCode.PreconditionFailed);
        await _api.DeleteAsync(_path);
        (await _api.PutAsync(_path, "2", _key, ("If-None-Match", "*"))).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Quotes_around_the_key_make_no_difference()
    {
        var first = await _api.PutAsync(_path, "1", _key);
        var again = await _api.PutAsync(_path, "1", (_key.Item1, _key.Item2.Trim('"')));
        Assert.Equal(first.Body, again.Body);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("")]
    [InlineData("tab\there")]
    public async Task A_malformed_key_is_refused(string value) =>
        (await _api.PutAsync(_path, "1", ("Idempotency-Key", value))).IsProblem(HttpStatusCode.BadRequest, "idempotency-key");

    [Fact]
    public async Task A_key_may_have_255_characters_and_not_more()
    {
        (await _api.PutAsync(_path, "1", ("Idempotency-Key", new string('x', 255)))).Is(HttpStatusCode.Created);
        (await _api.PutAsync(_path, "1", ("Idempotency-Key", new string('x', 256)))).IsProblem(HttpStatusCode.BadRequest, "idempotency-key");
    }
}
