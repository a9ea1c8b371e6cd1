using System.Text;
using System.Text.Json;
using ScalewayPoc.Api;
using ScalewayPoc.Api.Events;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Api.Outbox;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Fuzz;

/// <summary>The parsers of the API.</summary>
static class ApiTargets
{
    /// <summary>Tokens of JSON, with those that parsers treat differently.</summary>
    public static readonly string[] JsonTokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\ude00", "\\u0061", "\\ufffe", "\uFFFE", "\uFFFF", "\uFEFF", "\u00A0", "null", "true", "false",
        "0", "-0", "01", "-", "1e400", "1E-400", "12345678901234567890", "0.1", "NaN", "Infinity", "\"a\":1,\"a\":2", "\"a\"", "\"A\"", "\"data\"", "//", "/**/", " ", "\t", "\r\n",
        "[[[[[[[[[[[[[[[[", "]]]]]]]]]]]]]]]]", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":", "\"😀\"", "é",
    ];

    public static readonly FuzzTarget Key = new(
        ["a", "order-1", "demo:customer:1", "A.b_c:d~e-f", new string('k', 256)],
        ["a", "0", ".", "_", ":", "~", "-", "/", "..", "%2F", "%00", "\n", "\0", " ", "é", "٤", "\u212A", "history", new string('x', 200)],
        input =>
        {
            var text = Encoding.UTF8.GetString(input);
            var isKey = text.Length is >= 1 and <= Limits.KeyLength && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || "._:~-".Contains(c));
            Assert.Equal(isKey, KeyGrammar.IsKey(text));
            Assert.Equal(isKey || text.Length == 0, KeyGrammar.IsPrefix(text));
            // No client or proxy changes the path of a key.
            Assert.True(!isKey || new Uri($"http://api/api/kv/{text}").AbsolutePath == $"/api/kv/{text}");
            return isKey;
        });

    public static readonly FuzzTarget Cursor = new(
        [PageRequest.CursorAt("0000000000000042"), new EventCursor(42, "/tests", "e1").ToString(), new EventCursor(long.MaxValue, "é", "😀").ToString()],
        ["A", "_", "-", "=", "+", "/", "MDAwMA", "Cg", "AAAA", " ", "%", "é", "\n"],
        input => Try(() =>
        {
            var cursor = EventCursor.From(new PageRequest { Cursor = Encoding.UTF8.GetString(input) });
            // Except a cursor of an earlier version, which is a sequence alone.
            Assert.True(cursor.Source.Length == 0 || EventCursor.From(new PageRequest { Cursor = cursor.ToString() }) == cursor);
        }));

    public static readonly FuzzTarget Json = new(
        ["1", "\"text\"", "{\"a\":[1,2.5e3,null,true,{\"b\":\"\\u00e9\\n\"}]}", " { \"a\" : [ 1 , 2 ] } ", "\"\\ud83d\\ude00\"", "[\"\uFFFE\"]", new string('[', 64) + new string(']', 64)],
        JsonTokens,
        input => Try(() =>
        {
            var compact = CompactJson.From(input);
            // The same tokens in the same order, and nothing left to remove.
            Assert.Equal(Tokens(input), Tokens(compact));
            Assert.Equal(compact, CompactJson.From(compact));
            Assert.DoesNotContain('\uFFFE', Encoding.UTF8.GetString(compact));
        }));

    public static readonly FuzzTarget Event = new(
        ["{\"type\":\"order.placed\",\"subject\":\"order-1\",\"data\":{\"total\":42}}", "{\"type\":\"a\",\"data\":null}", "{\"data\":\"\\ud800\",\"type\":\"a.b\",\"subject\":null}"],
        [.. JsonTokens, "\"type\":", "\"Type\":", "\"subject\":", "\"data\":", "\"type\":\"kv.set\"", "\"typ\\u0065\":\"a\"", "order.placed"],
        input => Try(() =>
        {
            var candidate = EventsApi.Read(input);
            if (EventGrammar.Validate(candidate) is { } error)
            {
                throw new ProblemException(ProblemTypes.EventGrammar, error);
            }
            var data = CompactJson.FromChecked(Encoding.UTF8.GetBytes(candidate.Data.GetRawText()));
            // What the API accepts, the Consumer reads.
            var envelope = NewEnvelope.Compose(new(candidate.Type, candidate.Subject, data), DateTimeOffset.UnixEpoch, null, null);
            var read = EnvelopeReader.Read(envelope.Complete($"{Guid.Empty}", "0000000000000042"), null, DateTimeOffset.UnixEpoch);
            Assert.True(read.IsEvent, read.Reason);
            Assert.Equal((candidate.Type, candidate.Subject), (read.Event.Type, read.Event.Subject));
            Assert.Equal(data, read.Event.Data!.Value.ToArray());
        }));

    /// <summary>Whether nothing is refused.</summary>
    static bool Try(Action parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    /// <summary>Kind and text of each token; those that are escaped when they are compacted, as escapes.</summary>
    static List<(JsonTokenType, string)> Tokens(ReadOnlySpan<byte> json)
    {
        List<(JsonTokenType, string)> tokens = [];
        for (var reader = new Utf8JsonReader(json, new() { MaxDepth = Limits.DataDepth }); reader.Read();)
        {
            tokens.Add((reader.TokenType, Encoding.UTF8.GetString(reader.ValueSpan).Replace("\uFFFE", @"\ufffe", StringComparison.Ordinal).Replace("\uFFFF", @"\uffff", StringComparison.Ordinal)));
        }
        return tokens;
    }
}
