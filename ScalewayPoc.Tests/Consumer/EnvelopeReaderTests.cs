using System.Text;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Contracts;
using Xunit;

namespace ScalewayPoc.Tests.Consumer;

public class EnvelopeReaderTests
{
    const string Id = "\"id\":\"e1\"";
    const string Source = "\"source\":\"/tests\"";
    const string Type = "\"type\":\"thing.happened\"";
    const string Time = "\"time\":\"2026-11-23T10:00:00.123456Z\"";
    const string Version = "\"specversion\":\"1.0\"";

    static string Body(params string[] members) => "{" + string.Join(',', members) + "}";

    static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    const string OwnSource = "\"source\":\"/scalewaypoc/api\"";

    static ReadResult Read(string body) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(body), "m1", Now);

    static string? Text(ReadOnlyMemory<byte>? data) => data is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    static IncomingEvent Accept(string body)
    {
        var read = Read(body);
        Assert.True(read.IsEvent, read.Reason);
        return read.Event;
    }

    [Fact]
    public void An_event_of_this_system_is_read_with_its_own_sequence()
    {
        var e = Accept(Body("\"sequence\":\"0000000000000042\"", Version, Id, OwnSource, "\"type\":\"kv.set\"", Time, "\"subject\":\"a/b\"", "\"data\":{\"n\":1e400}"));
        Assert.Equal(42, e.Sequence);
        Assert.Equal("a/b", e.Subject);
        Assert.Equal("{\"n\":1e400}", Text(e.Data));
        Assert.Equal("m1", e.MessageId);
    }

    /// <summary>As the first version sent it. Never to be changed: in a rolling deployment both versions are there.</summary>
    [Fact]
    public void An_envelope_of_the_first_version_is_read()
    {
        var e = Accept("""
            {"specversion":"1.0","id":"0198f7a2-9c1e-7b3a-8f2d-1c5e6a7b8c9d","source":"/scalewaypoc/api","type":"kv.set","subject":"greeting","time":"2026-11-23T10:00:00.1234567+00:00","datacontenttype":"application/json","sequence":"1795428000123456","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"text":"hello"}}
            """.Trim());
        Assert.Equal(1795428000123456, e.Sequence);
        Assert.Equal("greeting", e.Subject);
        Assert.Equal("{\"text\":\"hello\"}", Text(e.Data));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", e.CreationContext.TraceId.ToHexString());
    }

    [Fact]
    public void A_foreign_CloudEvent_gets_its_sequence_from_its_time()
    {
        var e = Accept(Body(Version, Id, Source, Type, "\"time\":\"2026-11-23T11:00:00.123456+01:00\"", "\"partitionkey\":7"));
        Assert.Equal(1795428000123456, e.Sequence);
        Assert.Null(e.Data);
    }

    [Theory]
    // Its own sequence does not count, whatever its form; neither does a time in the future.
    [InlineData("2026-11-23T11:00:00Z", "\"9999999999999999\"", 1795431600000000)]
    [InlineData("2026-11-23T11:00:00Z", "\"42\"", 1795431600000000)]
    [InlineData("2285-01-01T00:00:00Z", "null", 1795478400000000)]
    public void A_foreign_event_cannot_place_itself_above_the_time_of_reading(string time, string sequence, long expected)
    {
        var e = Accept(Body(Version, Id, Source, Type, $"\"time\":\"{time}\"", $"\"sequence\":{sequence}"));
        Assert.Equal(expected, e.Sequence);
        Assert.Equal(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture), e.Time);
    }

    [Fact]
    public void A_null_payload_is_a_payload_and_null_attributes_are_none()
    {
        var e = Accept(Body(Version, Id, Source, Type, Time, "\"data\":null", "\"subject\":null", "\"sequence\":null", "\"datacontenttype\":null"));
        Assert.Equal("null", Text(e.Data));
        Assert.Null(e.Subject);
    }

    [Fact]
    public void An_unreadable_trace_parent_is_ignored()
    {
        var e = Accept(Body(Version, Id, Source, Type, Time, "\"traceparent\":\"\\u0000nonsense\""));
        Assert.Null(e.TraceParent);
        Assert.Equal(default, e.CreationContext);
    }

    [Fact]
    public void The_payload_may_have_the_documented_depth_and_no_more()
    {
        static string Nested(int depth) => Body(Version, Id, Source, Type, Time,
            "\"data\":" + new string('[', depth) + new string(']', depth));
        Accept(Nested(Limits.DataDepth));
        Assert.Contains("levels", Read(Nested(Limits.DataDepth + 1)).Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Escapes_that_are_no_characters_may_be_in_the_payload()
    {
        var e = Accept(Body(Version, Id, Source, Type, Time, "\"data\":\"\\ud800\\u0000\""));
        Assert.Equal("\"\\ud800\\u0000\"", Text(e.Data));
    }

    [Fact]
    public void The_largest_message_is_read_and_one_byte_more_is_not()
    {
        var frame = Body(Version, Id, Source, Type, Time, "\"data\":\"\"").Length;
        string Sized(int bytes) => Body(Version, Id, Source, Type, Time, $"\"data\":\"{new string('x', bytes - frame)}\"");
        Accept(Sized(Limits.QueueRequestBytes));
        Assert.Contains("262145 bytes", Read(Sized(Limits.QueueRequestBytes + 1)).Reason);
    }

    public static TheoryData<string, string> Unreadable => new()
    {
        { "", "the body is empty" },
        { "hello", "not JSON of at most" },
        { "[]", "the body is an array" },
        { "null", "the body is null" },
        { "{}", "'specversion' is missing" },
        { Body(Id, Source, Type, Time), "'specversion' is missing" },
        { Body("\"specversion\":\"0.3\"", Id, Source, Type, Time), "'specversion' is '0.3'" },
        { Body(Version, Source, Type, Time), "'id' is missing" },
        { Body(Version, "\"id\":null", Source, Type, Time), "'id' is missing" },
        { Body(Version, "\"id\":\"\"", Source, Type, Time), "'id' is missing or empty" },
        { Body(Version, "\"id\":7", Source, Type, Time), "'id' is a number, not a string" },
        { Body(Version, $"\"id\":\"{new string('x', 129)}\"", Source, Type, Time), "'id' has 129 characters" },
        { Body(Version, "\"id\":\"a\\u0000b\"", Source, Type, Time), "'id' has a control character" },
        { Body(Version, "\"id\":\"\\ud800\"", Source, Type, Time), "surrogate" },
        { Body(Version, Id, Type, Time), "'source' is missing" },
        { Body(Version, Id, "\"source\":\"a b\"", Type, Time), "'source' is 'a b', not a URI reference" },
        { Body(Version, Id, Source, Time), "'type' is missing" },
        { Body(Version, Id, Source, $"\"type\":\"{new string('x', 513)}\"", Time), "'type' has 513 characters" },
        { Body(Version, Id, Source, Type), "'time' is missing" },
        { Body(Version, Id, Source, Type, "\"time\":\"yesterday\""), "'time' is 'yesterday', not an RFC 3339" },
        { Body(Version, Id, Source, Type, "\"time\":\"2026-11-23T10:00:00\""), "not an RFC 3339 time with offset" },
        { Body(Version, Id, Source, Type, "\"time\":\"1969-12-31T23:59:59Z\""), "between 1970 and 2286" },
        { Body(Version, Id, Source, Type, Time, "\"subject\":\"\""), "'subject' is missing or empty" },
        { Body(Version, Id, OwnSource, Type, Time, "\"sequence\":\"42\""), "'sequence' is '42', not 16 digits" },
        { Body(Version, Id, OwnSource, Type, Time, "\"sequence\":\"00000000000000x2\""), "not 16 digits" },
        { Body(Version, Id, OwnSource, Type, Time, "\"sequence\":\"0000000000000٤٢١\""), "not 16 digits" },
        { Body(Version, Id, Source, Type, Time, "\"data_base64\":\"AA==\""), "data_base64" },
        { Body(Version, Id, Source, Type, Time) + "x", "not JSON of at most" },
        { Body(Version, Id, Source, Type, Time, Id), "'id' occurs more than once" },
        { Body(Version, Id, Source, Type, Time, "\"data\":1", "\"data\":2"), "'data' occurs more than once" },
        { Body(Version, Id, Source, Type, Time, "\"extension\":1", "\"extension\":2"), "'extension' occurs more than once" },
        { Body(Version, Id, Source, Type, Time, "\"Type\":\"other\""), "'Type' is not the name of an attribute" },
        { Body(Version, Id, Source, Type, Time, "\"\\u0054ype\":\"other\""), "'Type' is not the name of an attribute" },
        { Body(Version, Id, Source, Type, Time, "\"\\ud800\":1"), "surrogate" },
        { Body(Version, Id, Source, Type, Time, "\"data\":[{\"a\":1,\"\\u0061\":2}]"), "'data' has an object with the same name twice" },
        { Body(Version, Id, Source, "\"type\":\"kv.set\"", Time), "'type' is 'kv.set': types that begin with 'kv.' are reserved for source '/scalewaypoc/api'" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_is_no_event_is_refused_with_the_reason(string body, string reason)
    {
        var read = Read(body);
        Assert.False(read.IsEvent);
        Assert.Contains(reason, read.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("t\u001b[2J")]
    [InlineData("t\0")]
    [InlineData("{\"specversion\":\"123456789012345678901234567890123456789012345678901234567890123😀\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"b\",\"time\":\"c\"}")]
    public void A_reason_can_be_printed_and_stored(string body)
    {
        var reason = Read(body).Reason!;
        Assert.DoesNotContain(reason, char.IsControl);
        new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(reason);
    }

    /// <summary>An earlier version of the API accepted it: what was acknowledged is recorded.</summary>
    [Fact]
    public void Data_of_the_API_is_not_checked_again() =>
        Assert.Equal("{\"a\":1,\"a\":2}", Text(Accept(Body(Version, Id, OwnSource, Type, Time, "\"data\":{\"a\":1,\"a\":2}")).Data));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        var read = EnvelopeReader.Read(new byte[] { 0x22, 0xff, 0x22 }, null, Now);
        Assert.Equal("the body is not UTF-8", read.Reason);
    }
}
