using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>Requests of every action with members of wrong types and odd values: refused or carried out, never a failure of the simulator.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    const string Url = "http://queue/000000000000/jobs", Arn = "arn:aws:sqs:us-east-1:000000000000:dead";

    static readonly (string Action, string Body)[] Valid =
    [
        ("CreateQueue", $$$"""{"QueueName":"new","Attributes":{"VisibilityTimeout":"5","RedrivePolicy":"{\"deadLetterTargetArn\":\"{{{Arn}}}\",\"maxReceiveCount\":1}"},"tags":{"a":"b"}}"""),
        ("GetQueueUrl", """{"QueueName":"jobs"}"""),
        ("ListQueues", """{"QueueNamePrefix":"j","MaxResults":1,"NextToken":"YQ"}"""),
        ("GetQueueAttributes", $$$$"""{"QueueUrl":"{{{{Url}}}}","AttributeNames":["All"]}"""),
        ("SetQueueAttributes", $$$$"""{"QueueUrl":"{{{{Url}}}}","Attributes":{"VisibilityTimeout":"5","RedrivePolicy":"{}"}}"""),
        ("PurgeQueue", $$$$"""{"QueueUrl":"{{{{Url}}}}"}"""),
        ("DeleteQueue", """{"QueueUrl":"other"}"""),
        ("SendMessage", $$$$"""{"QueueUrl":"{{{{Url}}}}","MessageBody":"x","DelaySeconds":0,"MessageAttributes":{"a":{"DataType":"String","StringValue":"b"}},"MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"b"}},"MessageDeduplicationId":"d","MessageGroupId":"g"}"""),
        ("SendMessageBatch", $$$$"""{"QueueUrl":"{{{{Url}}}}","Entries":[{"Id":"a","MessageBody":"x","MessageAttributes":{"a":{"DataType":"Binary","BinaryValue":"AAEC"}}}]}"""),
        ("ReceiveMessage", $$$$"""{"QueueUrl":"{{{{Url}}}}","AttributeNames":["All"],"MessageSystemAttributeNames":["All"],"MessageAttributeNames":["All"],"MaxNumberOfMessages":1,"VisibilityTimeout":0,"WaitTimeSeconds":0,"ReceiveRequestAttemptId":"x"}"""),
        ("DeleteMessage", $$$$"""{"QueueUrl":"{{{{Url}}}}","ReceiptHandle":"AAAA"}"""),
        ("DeleteMessageBatch", $$$$"""{"QueueUrl":"{{{{Url}}}}","Entries":[{"Id":"a","ReceiptHandle":"AAAA"}]}"""),
        ("ChangeMessageVisibility", $$$$"""{"QueueUrl":"{{{{Url}}}}","ReceiptHandle":"AAAA","VisibilityTimeout":0}"""),
        ("ChangeMessageVisibilityBatch", $$$$"""{"QueueUrl":"{{{{Url}}}}","Entries":[{"Id":"a","ReceiptHandle":"AAAA","VisibilityTimeout":0}]}"""),
    ];

    static readonly string[] Odd =
    [
        "null", "[]", "[null]", "[[]]", "{}", "{\"a\":null}", "{\"\":{}}", "\"\"", "\"\\u0000\"", "\"All\"", "\"x/\"", "true", "0", "-1", "1.5", "1e99",
        "2147483647", "-2147483648", "9223372036854775808", "\"\\ud800\"", "\"{}\"", "\"{\\\"deadLetterTargetArn\\\":[],\\\"maxReceiveCount\\\":{}}\"", "\"arn:aws:sqs:::\"",
    ];

    readonly HttpClient _http = new();
    SqsServer _sqs = null!;

    public async Task InitializeAsync()
    {
        _sqs = await SqsServer.StartAsync();
        await _sqs.CreateQueueAsync("jobs");
        await _sqs.CreateQueueAsync("dead");
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _sqs.DisposeAsync();
    }

    [Fact]
    public async Task A_null_or_odd_value_in_any_one_member_is_never_a_server_error()
    {
        foreach (var (action, body) in Valid)
        {
            foreach (var odd in Odd.Append("[\"All\",null]"))
            {
                for (var place = 0; place < Places(JsonNode.Parse(body)!).Count; place++)
                    await NeverFailsAsync(_sqs, action, Mutate(body, [(place, odd)]));
            }
        }
    }

    [Property(MaxTest = 60)]
    public async Task Several_odd_values_at_once_are_never_a_server_error(NonNegativeInt which, NonEmptyArray<Tuple<NonNegativeInt, NonNegativeInt>> changes)
    {
        var (action, body) = Valid[which.Get % Valid.Length];
        var mutated = Mutate(body, [.. changes.Get.Select(change => (change.Item1.Get, Odd[change.Item2.Get % Odd.Length]))]);
        await NeverFailsAsync(_sqs, action, mutated);
    }

    [Property(MaxTest = 60)]
    public async Task A_form_with_any_fields_is_never_a_server_error(NonNegativeInt which, NonEmptyArray<Tuple<NonNegativeInt, string>> fields)
    {
        string[] names =
        [
            "QueueUrl", "QueueName", "Attribute", "Attribute.1", "Attribute.1.Name", "Attribute.1.Value", "AttributeName.1", "Tag.1.Key", "TagKey.x", "MessageBody",
            "MessageAttribute.1.Name", "MessageAttribute.1.Value.DataType", "MessageAttribute.1.Value.StringValue.x.y", "SendMessageBatchRequestEntry.1.Id",
            "MaxNumberOfMessages", "ReceiptHandle", "", ".", "1..2.3.4.5.6.7.8.9.10", "TaskHandle", "SourceArn",
        ];
        var form = string.Join('&', fields.Get.Select(field =>
            $"{names[field.Item1.Get % names.Length]}={Uri.EscapeDataString(string.Concat((field.Item2 ?? "jobs").EnumerateRunes()))}"));
        using var content = new StringContent($"Action={Valid[which.Get % Valid.Length].Action}&{form}", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _http.PostAsync(_sqs.Endpoint, content);
        Assert.True((int)response.StatusCode < 500, $"{form}: {await response.Content.ReadAsStringAsync()}");
        System.Xml.Linq.XDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    async Task NeverFailsAsync(SqsServer sqs, string action, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, sqs.Endpoint)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.0"),
            Headers = { { "X-Amz-Target", $"AmazonSQS.{action}" } },
        };
        using var response = await _http.SendAsync(request);
        Assert.True((int)response.StatusCode < 500, $"{action} {body}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>The request with other values at some of its members, which are numbered from the outside in.</summary>
    static string Mutate(string body, (int Place, string Value)[] changes)
    {
        var root = JsonNode.Parse(body)!;
        var marks = new Dictionary<string, string>();
        foreach (var (place, value) in changes)
        {
            var places = Places(root);
            if (places.Count == 0)
                break;
            // A text in place of the value: not all of them can be parsed.
            var mark = $"mark-{marks.Count}";
            marks[mark] = value;
            var node = places[place % places.Count];
            if (node.Parent is JsonObject parent)
                parent[node.Name!] = mark;
            else
                ((JsonArray)node.Parent)[node.Index] = mark;
        }

        return marks.Aggregate(root.ToJsonString(), (text, mark) => text.Replace($"\"{mark.Key}\"", mark.Value, StringComparison.Ordinal));
    }

    static List<(JsonNode Parent, string? Name, int Index)> Places(JsonNode node) => node switch
    {
        JsonObject members => [.. members.SelectMany(member => Places(member.Value!).Prepend((members, member.Key, 0)))],
        JsonArray items => [.. items.SelectMany((item, index) => Places(item!).Prepend((items, null, index)))],
        _ => [],
    };
}
