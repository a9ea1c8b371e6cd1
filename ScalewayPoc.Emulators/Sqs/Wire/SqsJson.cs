using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ScalewayPoc.Emulators.Sqs.Wire;

[JsonSerializable(typeof(CreateQueueRequest))]
[JsonSerializable(typeof(QueueRequest))]
[JsonSerializable(typeof(GetQueueUrlRequest))]
[JsonSerializable(typeof(ListQueuesRequest))]
[JsonSerializable(typeof(GetQueueAttributesRequest))]
[JsonSerializable(typeof(SetQueueAttributesRequest))]
[JsonSerializable(typeof(SendMessageRequest))]
[JsonSerializable(typeof(BatchRequest<SendMessageRequest>))]
[JsonSerializable(typeof(ReceiveMessageRequest))]
[JsonSerializable(typeof(ReceiptRequest))]
[JsonSerializable(typeof(BatchRequest<ReceiptRequest>))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(QueueUrlResponse))]
[JsonSerializable(typeof(ListQueuesResponse))]
[JsonSerializable(typeof(QueueAttributesResponse))]
[JsonSerializable(typeof(SendMessageResponse))]
[JsonSerializable(typeof(BatchResponse<SendMessageResponse>))]
[JsonSerializable(typeof(ReceiveMessageResponse))]
[JsonSerializable(typeof(BatchResponse<BatchResult>))]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(Dictionary<string, long>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, MessageAttributeValue>))]
sealed partial class SqsJson : JsonSerializerContext
{
    /// <summary>The protocol's JSON: names as they are, nothing for null, no HTML escaping (half the size for JSON bodies).</summary>
    public static SqsJson Wire { get; } = new(WireOptions());

    /// <summary>JSON made of the fields of a form, which are all strings.</summary>
    public static SqsJson Form { get; } = new(new(WireOptions()) { NumberHandling = JsonNumberHandling.AllowReadingFromString });

    public static JsonTypeInfo<T> Type<T>(SqsJson json) => (JsonTypeInfo<T>)json.GetTypeInfo(typeof(T))!;

    static JsonSerializerOptions WireOptions() => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
