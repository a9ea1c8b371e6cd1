using System.Net;
using ScalewayPoc.Contracts;
using Xunit;

namespace ScalewayPoc.Tests.Api;

[Collection(ApiCollection.Name)]
public sealed class KeyValueTests(SharedApi shared)
{
    readonly TestApi _api = shared.Api;
    readonly string _key = "key-" + Guid.NewGuid().ToString("n");

    string Path => $"/api/kv/{_key}";

    [Fact]
    public async Task A_value_is_created_replaced_read_and_deleted()
    {
        var created = (await _api.PutAsync(Path, """{ "a": 1 }""")).Is(HttpStatusCode.Created);
        Assert.Equal(Path, created.Headers["Location"]);
        Assert.Equal(_key, created["key"]);
        Assert.Equal(created.ETag, created["etag"]);
        Assert.Equal($"</api/events/{created["eventId"]}>; rel=\"status\"", created.Headers["Link"]);
        Assert.Matches("^[0-9]{16}$", created["sequence"]);

        var replaced = (await _api.PutAsync(Path, """{"a":2}""")).Is(HttpStatusCode.OK);
        Assert.NotEqual(created["eventId"], replaced["eventId"]);
        Assert.True(string.CompareOrdinal(created["sequence"], replaced["sequence"]) < 0);

        var read = (await _api.GetAsync(Path)).Is(HttpStatusCode.OK);
        Assert.Equal("""{"a":2}""", read.Body);
        Assert.Equal("application/json", read.Headers["Content-Type"]);
        Assert.Equal(replaced.ETag, read.ETag);

        (await _api.DeleteAsync(Path)).Is(HttpStatusCode.NoContent);
        (await _api.DeleteAsync(Path)).IsProblem(HttpStatusCode.NotFound, "key-not-found");
        (await _api.GetAsync(Path)).IsProblem(HttpStatusCode.NotFound, "key-not-found");
        (await _api.PutAsync(Path, "1")).Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData(" [ 1 , 2 ] \r\n", "[1,2]")]
    [InlineData("""{"b":1,"a":2,"A":3}""", """{"b":1,"a":2,"A":3}""")]
    [InlineData("[1e400,-0.0,1.10,12345678901234567890123]", "[1e400,-0.0,1.10,12345678901234567890123]")]
    [InlineData(" \"\\ud800 \\u0000 \\\" \\\\ a  b\" ", "\"\\ud800 \\u0000 \\\" \\\\ a  b\"")]
    [InlineData("\"\uFFFE\uFFFF é \U0001F600\"", "\"\\ufffe\\uffff é \U0001F600\"")]
    public async Task Json_is_kept_as_it_was_written_but_for_white_space(string written, string stored)
    {
        (await _api.PutAsync(Path, written)).Is(HttpStatusCode.Created);
        Assert.Equal(stored, (await _api.GetAsync(Path)).Body);
    }

    [Fact]
    public async Task The_entity_tag_changes_if_and_only_if_the_value_does()
    {
        var first = await _api.PutAsync(Path, """{"a":1}""");
        var same = await _api.PutAsync(Path, """ { "a" : 1 } """);
        var other = await _api.PutAsync(Path, """{"a":1.0}""");
        var back = await _api.PutAsync(Path, """{"a":1}""");

        Assert.Equal(first.ETag, same.ETag);
        Assert.NotEqual(first["eventId"], same["eventId"]);
        Assert.NotEqual(first.ETag, other.ETag);
        Assert.Equal(first.ETag, back.ETag);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Z9._:~-")]
    [InlineData("a..b")]
    [InlineData("history")]
    public async Task Keys_of_the_grammar_are_accepted(string key)
    {
        (await _api.PutAsync($"/api/kv/{key}", "true")).Is(HttpStatusCode.Created);
        Assert.Equal("true", (await _api.GetAsync($"/api/kv/{key}")).Body);
    }

    [Theory]
    [InlineData(".hidden")]
    [InlineData("-a")]
    [InlineData("a%2Fb")]
    [InlineData("a%20b")]
    [InlineData("a%0A")]
    [InlineData("%C3%A9")]
    [InlineData("a+b")]
    public async Task Other_keys_are_refused(string key)
    {
        foreach (var method in (string[])["GET", "PUT", "DELETE"])
        {
            (await _api.SendAsync(method, $"/api/kv/{key}", method == "PUT" ? "1" : null)).IsProblem(HttpStatusCode.BadRequest, "key-grammar");
        }
        (await _api.GetAsync($"/api/kv/{key}/history")).IsProblem(HttpStatusCode.BadRequest, "key-grammar");
    }

    [Fact]
    public async Task A_key_may_have_256_characters_and_not_more()
    {
        var longest = _key + new string('x', Limits.KeyLength - _key.Length);
        (await _api.PutAsync($"/api/kv/{longest}", "1")).Is(HttpStatusCode.Created);
        (await _api.PutAsync($"/api/kv/{longest}x", "1")).IsProblem(HttpStatusCode.BadRequest, "key-grammar");
    }

    [Fact]
    public async Task A_value_may_have_64_KiB_without_white_space_and_not_more()
    {
        var largest = $"\"{new string('x', Limits.DataBytes - 2)}\"";
        (await _api.PutAsync(Path, "  " + largest + "  ")).Is(HttpStatusCode.Created);
        Assert.Equal(largest, (await _api.GetAsync(Path)).Body);
        (await _api.PutAsync(Path, $"\"{new string('x', Limits.DataBytes - 1)}\"")).IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
        (await _api.PutAsync(Path, new string(' ', 2 * Limits.DataBytes) + "1")).IsProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
    }

    [Fact]
    public async Task A_value_may_be_nested_64_deep_and_not_more()
    {
        (await _api.PutAsync(Path, Nested(Limits.DataDepth))).Is(HttpStatusCode.Created);
        (await _api.PutAsync(Path, Nested(Limits.DataDepth + 1))).IsProblem(HttpStatusCode.BadRequest, "not-json");

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("{'a':1}")]
    [InlineData("[1,]")]
    [InlineData("1 // one")]
    [InlineData("\"\u0001\"")]
    [InlineData("NaN")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""[{"b":{"a":1,"\u0061":2}}]""")]
    [InlineData("""{"\ud800":1}""")]
    public async Task What_is_not_json_is_refused(string body) =>
        (await _api.PutAsync(Path, body)).IsProblem(HttpStatusCode.BadRequest, "not-json");

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task Other_content_types_are_refused(string? contentType) =>
        (await _api.SendAsync("PUT", Path, "1", contentType)).IsProblem(HttpStatusCode.UnsupportedMediaType, "media-type");

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/merge-patch+json")]
    public async Task Content_types_that_are_json_are_accepted(string contentType) =>
        (await _api.SendAsync("PUT", Path, "1", contentType)).Is(HttpStatusCode.Created);

    [Fact]
    public async Task Keys_are_listed_in_order_each_exactly_once()
    {
        string[] names = ["a", "B", "c.1", "c:2", "c~3", "d"];
        var keys = names.Select(name => $"{_key}{name}").Order(StringComparer.Ordinal).ToArray();
        await Task.WhenAll(keys.Select(key => _api.PutAsync($"/api/kv/{key}", "1")));

        var listed = new List<string>();
        var sizes = new List<int>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await _api.GetAsync($"/api/kv?prefix={_key}&limit=4{(cursor == "" ? "" : "&cursor=" + cursor)}")).Is(HttpStatusCode.OK);
            var items = page.Json["items"]!.AsArray();
            listed.AddRange(items.Select(item => item!["key"]!.GetValue<string>()));
            sizes.Add(items.Count);
            Assert.Equal(keys.Length, page.Json["total"]!.GetValue<int>());
            cursor = page.Json["nextCursor"]?.GetValue<string>();
        }

        Assert.Equal(keys, listed);
        Assert.Equal([4, 2], sizes);
    }

    [Theory]
    [InlineData("01")]
    [InlineData("1e3")]
    [InlineData("0.50")]
    public async Task A_key_that_looks_like_a_number_is_listed_as_text(string key)
    {
        await _api.PutAsync($"/api/kv/{key}", "1");
        await _api.PutAsync($"/api/kv/{key}.{_key}", "1");

        var first = (await _api.GetAsync($"/api/kv?prefix={key}&limit=1")).Is(HttpStatusCode.OK).Json;
        var second = (await _api.GetAsync($"/api/kv?prefix={key}&limit=1&cursor={first["nextCursor"]}")).Is(HttpStatusCode.OK).Json;

        Assert.Equal(key, first["items"]![0]!["key"]!.GetValue<string>());
        Assert.StartsWith(key + ".", second["items"]![0]!["key"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listed_key_has_entity_tag_sequence_and_time_and_a_deleted_one_is_gone()
    {
        var put = await _api.PutAsync(Path, "1");
        var item = Assert.Single((await _api.GetAsync($"/api/kv?prefix={_key}")).Json["items"]!.AsArray())!;
        Assert.Equal(put.ETag, item["etag"]!.GetValue<string>());
        Assert.Equal(put["sequence"], item["sequence"]!.GetValue<string>());
        Assert.InRange(DateTimeOffset.UtcNow - item["updatedAt"]!.GetValue<DateTimeOffset>(), TimeSpan.Zero, TimeSpan.FromMinutes(1));

        await _api.DeleteAsync(Path);
        Assert.Empty((await _api.GetAsync($"/api/kv?prefix={_key}")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=")]
    [InlineData("cursor=!")]
    [InlineData("cursor=AAAA")]
    [InlineData("prefix=b&cursor=YTE")]
    public async Task Malformed_pages_are_refused(string query) =>
        (await _api.GetAsync("/api/kv?" + query)).IsProblem(HttpStatusCode.BadRequest, "paging");

    [Fact]
    public async Task A_prefix_that_no_key_can_have_is_refused() =>
        (await _api.GetAsync("/api/kv?prefix=-")).IsProblem(HttpStatusCode.BadRequest, "key-grammar");

    [Fact]
    public async Task The_history_is_empty_before_the_log_exists() =>
        Assert.Empty((await _api.GetAsync($"{Path}/history")).Is(HttpStatusCode.OK).Json["items"]!.AsArray());

    [Fact]
    public async Task Every_write_is_an_event_with_the_value()
    {
        await using var setup = await shared.CreateSetupAsync();
        var api = await setup.StartApiAsync();
        var put = await api.PutAsync(Path, """{"a":[1e400,"\ud800"]}""");
        await api.DeleteAsync(Path);

        var messages = await setup.ReceiveAsync(2);
        var set = messages[put["eventId"]];
        Assert.Contains(""" "data":{"a":[1e400,"\ud800"]}""".TrimStart(), set, StringComparison.Ordinal);
        var envelope = TestApi.Parse(set);
        Assert.Equal("kv.set", envelope["type"]!.GetValue<string>());
        Assert.Equal(_key, envelope["subject"]!.GetValue<string>());
        Assert.Equal(put["sequence"], envelope["sequence"]!.GetValue<string>());
        var deleted = TestApi.Parse(messages.Single(message => message.Key != put["eventId"]).Value);
        Assert.Equal("kv.deleted", deleted["type"]!.GetValue<string>());
        Assert.False(deleted.AsObject().ContainsKey("data"));
    }
}
