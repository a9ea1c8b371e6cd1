using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ScalewayPoc.Emulators.Sqs;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Tests.Fuzz;

/// <summary>
/// The reader of requests in the SQS simulator. The first line of an input is the action, the rest is the body: a form where the
/// action begins with <c>?</c>, else JSON.
/// </summary>
static class SqsTarget
{
    static readonly JsonFormat Json = new();
    static readonly QueryFormat Form = new();

    static readonly Dictionary<string, Func<IWireFormat, HttpContext, string, Task<object?>>> Actions = new()
    {
        ["CreateQueue"] = Read<CreateQueueRequest>,
        ["SetQueueAttributes"] = Read<SetQueueAttributesRequest>,
        ["GetQueueAttributes"] = Read<GetQueueAttributesRequest>,
        ["SendMessage"] = Read<SendMessageRequest>,
        ["SendMessageBatch"] = Read<BatchRequest<SendMessageRequest>>,
        ["ReceiveMessage"] = Read<ReceiveMessageRequest>,
        ["ChangeMessageVisibilityBatch"] = Read<BatchRequest<ReceiptRequest>>,
    };

    public static readonly FuzzTarget Request = new(
        [
            "SendMessage\n{\"QueueUrl\":\"http://q/000000000000/jobs\",\"MessageBody\":\"x\",\"DelaySeconds\":0,\"MessageAttributes\":{\"a\":{\"DataType\":\"Binary\",\"BinaryValue\":\"AAEC\"}}}",
            "SendMessageBatch\n{\"QueueUrl\":\"jobs\",\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"x\"},{\"Id\":\"b\",\"MessageBody\":\"é\"}]}",
            "CreateQueue\n{\"QueueName\":\"new\",\"Attributes\":{\"VisibilityTimeout\":\"5\"},\"tags\":{\"a\":\"b\"}}",
            "ReceiveMessage\n{\"QueueUrl\":\"jobs\",\"AttributeNames\":[\"All\",null],\"MaxNumberOfMessages\":10,\"WaitTimeSeconds\":20}",
            "?SendMessage\nQueueUrl=jobs&MessageBody=x%20y&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=b",
            "?SendMessageBatch\nSendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x&SendMessageBatchRequestEntry.2.Id=b",
            "?CreateQueue\nQueueName=new&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=5&Tag.1.Key=a&Tag.1.Value=b",
            "?ChangeMessageVisibilityBatch\nChangeMessageVisibilityBatchRequestEntry.1.Id=a&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=30",
        ],
        [.. ApiTargets.JsonTokens, "?", "\n", "&", "=", ".", ".1", ".x", ".99999999999", "%", "%zz", "%C3", "+", "Attribute", "AttributeName.1=All", "\"Entries\":", "\"QueueUrl\":", "\"DelaySeconds\":"],
        Accepts);

    static bool Accepts(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        var action = Encoding.UTF8.GetString(input, 0, end < 0 ? input.Length : end);
        var isForm = action.StartsWith('?');
        if (!Actions.TryGetValue(action.TrimStart('?'), out var read))
        {
            return false;
        }
        var http = new DefaultHttpContext { Request = { Method = "POST", Path = "/", Body = new MemoryStream(input, end + 1, input.Length - end - 1) } };
        http.Request.ContentType = isForm ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.0";
        try
        {
            return read(isForm ? Form : Json, http, action.TrimStart('?')).GetAwaiter().GetResult() is not null;
        }
        catch (Exception e) when (e is JsonException or SqsException or BadHttpRequestException or InvalidDataException)
        {
            // Those that the simulator answers with 4xx.
            return false;
        }
    }

    static async Task<object?> Read<T>(IWireFormat format, HttpContext http, string action) => await format.ReadAsync<T>(http, action);
}
