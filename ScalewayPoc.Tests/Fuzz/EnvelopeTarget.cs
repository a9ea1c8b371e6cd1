using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Fuzz;

/// <summary>The reader of messages in the Consumer.</summary>
static class EnvelopeTarget
{
    static readonly DateTimeOffset Now = new(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
    static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static readonly FuzzTarget Envelope = new(
        [
            """{"specversion":"1.0","id":"e1","source":"/tests","type":"thing.happened","time":"2026-11-23T10:00:00.123456Z","subject":"s","data":{"a":[1,"b"]}}""",
            """{"specversion":"1.0","id":"0198f7a2","source":"/scalewaypoc/api","type":"kv.set","subject":"greeting","time":"2026-11-23T10:00:00.1234567+00:00","datacontenttype":"application/json","sequence":"1795428000123456","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"text":"hello"}}""",
            """{"data":null,"partitionkey":7,"time":"2285-01-01T00:00:00+14:00","type":"t","source":"urn:x","id":"1","specversion":"1.0","subject":null}""",
        ],
        [
            .. ApiTargets.JsonTokens, "\"id\":", "\"ID\":", "\"source\":", "\"type\":", "\"time\":", "\"subject\":", "\"data_base64\":", "\"sequence\":\"9999999999999999\"",
            "\"/scalewaypoc/api\"", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "+00:00", "-23:59", "Z", "\"kv.deleted\"", new string('x', 600), "\u2028", "http://[::1",
        ],
        Accepts);

    static bool Accepts(byte[] input)
    {
        var read = EnvelopeReader.Read(input, "m1", Now);
        if (!read.IsEvent)
        {
            IsText(read.Reason, 1024);
            return false;
        }
        var e = read.Event;
        IsText(e.Id, Limits.EventIdLength);
        IsText(e.Source, 2048);
        IsText(e.Type, 512);
        IsText(e.Subject ?? "x", 512);
        Assert.True(e.Source == EventSources.Api || !e.Type.StartsWith(EventTypes.ReservedPrefix, StringComparison.Ordinal));
        Assert.InRange(e.Sequence, 0, 9_999_999_999_999_999);
        if (e.Data is { } data)
        {
            using var json = JsonDocument.Parse(data, new() { MaxDepth = Limits.DataDepth });
        }
        ReadsAgain(e);
        return true;
    }

    /// <summary>PostgreSQL takes it: no control character, and every code unit is part of a character.</summary>
    static void IsText(string text, int maxLength)
    {
        Assert.InRange(text.Length, 1, maxLength);
        Assert.DoesNotContain(text, char.IsControl);
        StrictUtf8.GetBytes(text);
    }

    static void ReadsAgain(IncomingEvent e)
    {
        var envelope = new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = e.Id, ["source"] = e.Source, ["type"] = e.Type, ["subject"] = e.Subject, ["time"] = e.Time.ToString("O"),
            ["sequence"] = $"{e.Sequence:D16}",
        };
        var again = EnvelopeReader.Read(Encoding.UTF8.GetBytes(envelope.ToJsonString()), "m1", Now);
        Assert.True(again.IsEvent, again.Reason);
        Assert.Equal((e.Id, e.Source, e.Type, e.Subject, e.Time, e.Sequence), (again.Event.Id, again.Event.Source, again.Event.Type, again.Event.Subject, again.Event.Time, again.Event.Sequence));
    }
}
