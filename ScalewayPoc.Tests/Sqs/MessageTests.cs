using System.Globalization;
using System.Text;
using Amazon.SQS.Model;

namespace ScalewayPoc.Tests.Sqs;

public sealed class MessageTests
{
    static readonly Dictionary<string, MessageAttributeValue> Attributes = new()
    {
        ["trace.id"] = new() { DataType = "String", StringValue = "äöü \U0001F600" },
        ["trace.flags"] = new() { DataType = "Number.int", StringValue = "-1.5e3" },
        ["Blob"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 1, 255]) },
    };

    [Theory]
    [InlineData("plain")]
    [InlineData("{\"json\": \"<&'\\\"\\\\\"}\t\r\n")]
    [InlineData("\u00e4\u4e16\ud83d\ude00\ufffd")]
    public async Task A_message_comes_back_as_it_was_sent(string body)
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        // The SDK compares the MD5 sums of body and attributes, of what it sent and of what it received.
        var sent = await sqs.Client.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = body, MessageAttributes = Attributes });
        Assert.NotEmpty(sent.MD5OfMessageAttributes);
        var message = await sqs.ReceiveOneAsync(url);
        Assert.Equal(body, message.Body);
        Assert.Equal(sent.MessageId, message.MessageId);
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.Equal("äöü \U0001F600", message.MessageAttributes["trace.id"].StringValue);
        Assert.Equal("Number.int", message.MessageAttributes["trace.flags"].DataType);
        Assert.Equal([0, 1, 255], message.MessageAttributes["Blob"].BinaryValue.ToArray());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("trace.*", "trace.flags,trace.id")]
    [InlineData("Blob", "Blob")]
    [InlineData("blob,nothing", "")]
    [InlineData("Blob,trace.id", "Blob,trace.id")]
    [InlineData(".*", "Blob,trace.flags,trace.id")]
    [InlineData("All", "Blob,trace.flags,trace.id")]
    public async Task Only_the_message_attributes_asked_for_come_with_a_message(string asked, string expected)
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = "x", MessageAttributes = Attributes });
        var response = await sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest
        {
            QueueUrl = url,
            MessageAttributeNames = [.. asked.Split(',', StringSplitOptions.RemoveEmptyEntries)],
        });
        var message = Assert.Single(response.Messages);
        Assert.Equal(expected, string.Join(',', (message.MessageAttributes ?? []).Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(expected.Length == 0, message.MD5OfMessageAttributes is null);
        Assert.Empty(message.Attributes ?? []);
    }

    [Fact]
    public async Task System_attributes_tell_when_and_how_often()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("VisibilityTimeout", "10"));
        var sent = sqs.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await sqs.Client.SendMessageAsync(url, "x");
        sqs.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = await sqs.ReceiveOneAsync(url);
        sqs.Clock.Advance(TimeSpan.FromSeconds(10));
        var second = await sqs.ReceiveOneAsync(url);
        Assert.Equal("1", first.Attributes["ApproximateReceiveCount"]);
        Assert.Equal("2", second.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(sent.ToString(CultureInfo.InvariantCulture), second.Attributes["SentTimestamp"]);
        Assert.NotEmpty(second.Attributes["SenderId"]);

        await SqsServer.RefusedAsync("InvalidAttributeName", () => sqs.Client.ReceiveMessageAsync(
            new ReceiveMessageRequest { QueueUrl = url, MessageSystemAttributeNames = ["Colour"] }));
    }

    [Fact]
    public async Task The_deprecated_list_of_attribute_names_works_too()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await sqs.Client.SendMessageAsync(url, "x");
#pragma warning disable CS0618 // It is what is tested.
        var response = await sqs.Client.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, AttributeNames = ["SentTimestamp"] });
#pragma warning restore CS0618
        Assert.Equal(["SentTimestamp"], Assert.Single(response.Messages).Attributes.Keys);
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("a\u000b")]
    [InlineData("\uffff")]
    public async Task Refuses_characters_that_SQS_does_not_carry(string body)
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        await Assert.ThrowsAsync<InvalidMessageContentsException>(() => sqs.Client.SendMessageAsync(url, body));
    }

    [Fact]
    public async Task Size_is_bytes_of_body_and_attributes_and_limited_by_the_queue()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs", ("MaximumMessageSize", "1024"));
        var attributes = new Dictionary<string, MessageAttributeValue> { ["name"] = new() { DataType = "String", StringValue = "value" } };
        // "name" + "String" + "value" are 15 bytes; ä has two.
        var fits = string.Concat(Enumerable.Repeat("ä", 504)) + "x";
        Assert.Equal(1009, Encoding.UTF8.GetByteCount(fits));
        await sqs.Client.SendMessageAsync(new SendMessageRequest { QueueUrl = url, MessageBody = fits, MessageAttributes = attributes });
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.SendMessageAsync(
            new SendMessageRequest { QueueUrl = url, MessageBody = fits + "x", MessageAttributes = attributes }));
    }

    [Fact]
    public async Task The_largest_message_passes_however_JSON_writes_it()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var body = new string('\t', 256 * 1024);
        await sqs.Client.SendMessageAsync(url, body);
        Assert.Equal(body, (await sqs.ReceiveOneAsync(url)).Body);
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.SendMessageAsync(url, body + "\t"));
    }

    public static TheoryData<string, MessageAttributeValue> WrongAttributes => new()
    {
        { "AWS.mine", new() { DataType = "String", StringValue = "x" } },
        { ".dot", new() { DataType = "String", StringValue = "x" } },
        { "dot..dot", new() { DataType = "String", StringValue = "x" } },
        { "sp ace", new() { DataType = "String", StringValue = "x" } },
        { "type", new() { DataType = "Text", StringValue = "x" } },
        { "number", new() { DataType = "Number", StringValue = "x" } },
        { "binary", new() { DataType = "Binary", StringValue = "x" } },
    };

    [Theory]
    [MemberData(nameof(WrongAttributes), DisableDiscoveryEnumeration = true)]
    public async Task Refuses_message_attributes_that_are_wrong(string name, MessageAttributeValue value)
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var error = await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.SendMessageAsync(
            new SendMessageRequest { QueueUrl = url, MessageBody = "x", MessageAttributes = new() { [name] = value } }));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_more_than_ten_message_attributes()
    {
        await using var sqs = await SqsServer.StartAsync();
        var url = await sqs.CreateQueueAsync("jobs");
        var eleven = Enumerable.Range(0, 11).ToDictionary(i => $"a{i}", _ => new MessageAttributeValue { DataType = "String", StringValue = "x" });
        await SqsServer.RefusedAsync("InvalidParameterValue", () => sqs.Client.SendMessageAsync(
            new SendMessageRequest { QueueUrl = url, MessageBody = "x", MessageAttributes = eleven }));
    }
}
