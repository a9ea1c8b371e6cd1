using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScalewayPoc.Emulators.Sqs.Queues;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

/// <summary>
/// AWS JSON 1.0 over HTTP as AWSSDK.SQS v4 speaks it: POST / with <c>X-Amz-Target: AmazonSQS.Action</c>. Signatures are
/// not checked: any keys will do.
/// </summary>
sealed class SqsProtocol
{
    const string ContentType = "application/x-amz-json-1.0";
    const string TargetPrefix = "AmazonSQS.";

    /// <summary>What SQS has but neither Scaleway Queues nor this simulator.</summary>
    static readonly FrozenSet<string> Unsupported = new[]
    {
        "AddPermission", "RemovePermission", "TagQueue", "UntagQueue", "ListQueueTags", "ListDeadLetterSourceQueues",
        "StartMessageMoveTask", "CancelMessageMoveTask", "ListMessageMoveTasks",
    }.ToFrozenSet(StringComparer.Ordinal);

    readonly Dictionary<string, RequestDelegate> _actions = new(StringComparer.Ordinal);
    readonly ReceiveActions _receive;
    readonly ILogger<SqsProtocol> _log;

    public SqsProtocol(
        QueueActions queues, SendActions send, ReceiveActions receive, SettleActions settle, ILogger<SqsProtocol> log, CancellationToken stopping)
    {
        (_receive, _log) = (receive, log);
        var json = SqsJson.Wire;
        Add("CreateQueue", json.CreateQueueRequest, json.QueueUrlResponse, (r, http) => queues.Create(r, BaseUrl(http)));
        Add("GetQueueUrl", json.GetQueueUrlRequest, json.QueueUrlResponse, (r, http) => queues.GetUrl(r, BaseUrl(http)));
        Add("ListQueues", json.ListQueuesRequest, json.ListQueuesResponse, (r, http) => queues.List(r, BaseUrl(http)));
        Add("GetQueueAttributes", json.GetQueueAttributesRequest, json.QueueAttributesResponse, (r, _) => queues.GetAttributes(r));
        Add("SetQueueAttributes", json.SetQueueAttributesRequest, json.EmptyResponse, (r, _) => queues.SetAttributes(r));
        Add("PurgeQueue", json.QueueRequest, json.EmptyResponse, (r, _) => queues.Purge(r));
        Add("DeleteQueue", json.QueueRequest, json.EmptyResponse, (r, _) => queues.Delete(r));
        Add("SendMessage", json.SendMessageRequest, json.SendMessageResponse, (r, _) => send.Send(r));
        Add("SendMessageBatch", json.SendMessageBatchRequest, json.BatchResponseSendMessageBatchResult, (r, _) => send.SendBatch(r));
        Add("DeleteMessage", json.DeleteMessageRequest, json.EmptyResponse, (r, _) => settle.Delete(r));
        Add("DeleteMessageBatch", json.DeleteMessageBatchRequest, json.BatchResponseBatchResult, (r, _) => settle.DeleteBatch(r));
        Add("ChangeMessageVisibility", json.ChangeMessageVisibilityRequest, json.EmptyResponse, (r, _) => settle.Change(r));
        Add("ChangeMessageVisibilityBatch", json.ChangeMessageVisibilityBatchRequest, json.BatchResponseBatchResult, (r, _) => settle.ChangeBatch(r));
        Add("ReceiveMessage", json.ReceiveMessageRequest, json.ReceiveMessageResponse, async (r, http) =>
        {
            // Who has gone must not be given messages, and nobody's wait holds up the end of the process.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            return await receive.ReceiveAsync(r, stop.Token);
        });
    }

    /// <summary>Answers any request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            if (HttpMethods.IsGet(http.Request.Method) && http.Request.Path == "/health")
                await http.Response.WriteAsync($"healthy, {_receive.Waiting} receives wait for messages\n");
            else if (HttpMethods.IsPost(http.Request.Method))
                await Find(http.Request.Headers["X-Amz-Target"].ToString())(http);
            else
                await WriteAsync(http, SqsError.InvalidAction, "Only POST with a header X-Amz-Target is answered, and GET /health.");
        }
        catch (SqsException e)
        {
            await WriteAsync(http, e.Error, e.Message);
        }
        catch (JsonException e)
        {
            await WriteAsync(http, SqsError.Malformed, $"The request is not the JSON that the action takes: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(http, e.StatusCode == SqsError.TooLarge.Status ? SqsError.TooLarge : SqsError.Malformed, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception e)
        {
            _log.LogError(e, "{Target} failed", http.Request.Headers["X-Amz-Target"].ToString());
            await WriteAsync(http, SqsError.Internal, $"The simulator failed: {e.Message}");
        }
    }

    RequestDelegate Find(string target)
    {
        var action = target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : "";
        if (_actions.TryGetValue(action, out var handler))
            return handler;
        if (Unsupported.Contains(action))
            throw new SqsException(SqsError.UnsupportedOperation, $"{action} is not supported: Scaleway Queues does not have it.");
        throw new SqsException(SqsError.InvalidAction, target.Length == 0
            ? "The header X-Amz-Target is missing: only the AWS JSON 1.0 protocol is spoken here, not the older query protocol."
            : $"The action {target} is not valid for this endpoint.");
    }

    void Add<TRequest, TResponse>(
        string action, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, Func<TRequest, HttpContext, TResponse> handle) =>
        Add(action, requestType, responseType, (request, http) => ValueTask.FromResult(handle(request, http)));

    void Add<TRequest, TResponse>(
        string action, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, Func<TRequest, HttpContext, ValueTask<TResponse>> handle) =>
        _actions.Add(action, async http =>
        {
            var request = await JsonSerializer.DeserializeAsync(http.Request.BodyReader, requestType, http.RequestAborted)
                ?? throw new JsonException("null is no request.");
            var response = await handle(request, http);
            http.Response.ContentType = ContentType;
            await JsonSerializer.SerializeAsync(http.Response.BodyWriter, response, responseType, http.RequestAborted);
        });

    static async Task WriteAsync(HttpContext http, SqsError error, string message)
    {
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested)
            return;
        http.Response.StatusCode = error.Status;
        http.Response.ContentType = ContentType;
        http.Response.Headers["x-amzn-query-error"] = $"{error.Code};{(error.Status < 500 ? "Sender" : "Receiver")}";
        await JsonSerializer.SerializeAsync(http.Response.Body, new ErrorResponse(error.Type, message), SqsJson.Wire.ErrorResponse);
    }

    /// <summary>Queue URLs start with the address by which the client has come, whatever forwards to this port.</summary>
    static string BaseUrl(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host.Value}";
}
