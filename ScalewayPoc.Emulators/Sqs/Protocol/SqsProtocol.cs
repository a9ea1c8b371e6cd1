using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScalewayPoc.Emulators.Sqs.Queues;
using ScalewayPoc.Emulators.Sqs.Rules;

namespace ScalewayPoc.Emulators.Sqs.Protocol;

/// <summary>
/// The HTTP endpoint: finds the action of a request and its wire format, AWS JSON 1.0 or the older query protocol.
/// Signatures are not checked: any access keys are accepted.
/// </summary>
sealed class SqsProtocol
{
    public const string RequestIdHeader = "x-amzn-RequestId";

    const string TargetHeader = "X-Amz-Target";
    const string TargetPrefix = "AmazonSQS.";

    readonly Dictionary<string, Func<HttpContext, IWireFormat, Task>> _actions = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> _calls = new(StringComparer.Ordinal);
    readonly ReceiveActions _receive;
    readonly PlatformRules _rules;
    readonly TimeSpan _latency;
    readonly TimeProvider _time;
    readonly ILogger _log;

    public SqsProtocol(SqsSimulatorOptions options, SqsActions actions, PlatformRules rules, ILogger log, CancellationToken stopping)
    {
        (_receive, _rules, _latency, _time, _log) = (actions.Receive, rules, options.Latency, options.Time, log);
        AddQueueActions(actions);
        AddMessageActions(actions, stopping);
    }

    /// <summary>Requests per action since the start, refused ones included.</summary>
    public IReadOnlyDictionary<string, long> Calls => _calls;

    /// <summary>Answers any request.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers[RequestIdHeader] = Guid.NewGuid().ToString();
        var request = http.Request;
        IWireFormat format = !request.Headers.ContainsKey(TargetHeader) && QueryFormat.IsUsedBy(request) ? QueryFormat.Instance : JsonFormat.Instance;
        try
        {
            if (HttpMethods.IsGet(request.Method) && request.Path == "/health")
                await http.Response.WriteAsync($"healthy, {_receive.Waiting} receives wait for messages\n");
            else if (HttpMethods.IsGet(request.Method) && request.Path == "/calls")
                await http.Response.WriteAsJsonAsync(_calls.ToDictionary(), SqsJson.Wire.DictionaryStringInt64);
            else
                await InvokeAsync(http, format);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected.
        }
        catch (Exception e)
        {
            var (error, message) = Translate(e);
            if (error == SqsError.Internal)
                _log.LogError(e, "{Method} {Path} {Target} failed", request.Method, request.Path, request.Headers[TargetHeader].ToString());
            if (http.Response.HasStarted)
                throw;
            http.Response.StatusCode = error.Status;
            await format.WriteErrorAsync(http, error, message);
        }
    }

    static (SqsError Error, string Message) Translate(Exception exception) => exception switch
    {
        SqsException e => (e.Error, e.Message),
        JsonException e => (SqsError.Malformed, $"The request is not what the action takes: {e.Message}"),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } e => (SqsError.TooLarge, e.Message),
        BadHttpRequestException or InvalidDataException => (SqsError.Malformed, exception.Message),
        _ => (SqsError.Internal, $"The simulator failed: {exception.Message}"),
    };

    async Task InvokeAsync(HttpContext http, IWireFormat format)
    {
        if (_latency > TimeSpan.Zero)
            await Task.Delay(_latency, _time, http.RequestAborted);
        if (format is JsonFormat && (!HttpMethods.IsPost(http.Request.Method) || !http.Request.Headers.ContainsKey(TargetHeader)))
            throw new SqsException(SqsError.InvalidAction,
                $"Send a POST with the header {TargetHeader} (AWS JSON 1.0) or with the form field Action (AWS query protocol). GET /health and GET /calls work too.");
        var action = format is QueryFormat ? await QueryFormat.ActionAsync(http) : Action(http.Request.Headers[TargetHeader].ToString());
        _rules.CheckAction(action);
        if (!_actions.TryGetValue(action, out var invoke))
            throw new SqsException(SqsError.InvalidAction, $"The action {action} is not valid for this endpoint.");
        _calls.AddOrUpdate(action, 1, (_, calls) => calls + 1);
        await invoke(http, format);
    }

    static string Action(string target) => target.StartsWith(TargetPrefix, StringComparison.Ordinal) ? target[TargetPrefix.Length..] : target;

    void AddQueueActions(SqsActions actions)
    {
        var (json, queues, moves) = (SqsJson.Wire, actions.Queues, actions.Moves);
        Add("CreateQueue", json.CreateQueueRequest, json.QueueUrlResponse, (r, http) => queues.Create(r, BaseUrl(http)));
        Add("GetQueueUrl", json.GetQueueUrlRequest, json.QueueUrlResponse, (r, http) => queues.GetUrl(r, BaseUrl(http)));
        Add("ListQueues", json.ListQueuesRequest, json.ListQueuesResponse, (r, http) => queues.List(r, BaseUrl(http)));
        Add("ListDeadLetterSourceQueues", json.ListDeadLetterSourceQueuesRequest, json.ListDeadLetterSourceQueuesResponse,
            (r, http) => queues.ListDeadLetterSources(r, BaseUrl(http)));
        Add("GetQueueAttributes", json.GetQueueAttributesRequest, json.QueueAttributesResponse, (r, _) => queues.GetAttributes(r));
        Add("SetQueueAttributes", json.SetQueueAttributesRequest, json.EmptyResponse, (r, _) => queues.SetAttributes(r));
        Add("TagQueue", json.TagQueueRequest, json.EmptyResponse, (r, _) => queues.Tag(r));
        Add("UntagQueue", json.UntagQueueRequest, json.EmptyResponse, (r, _) => queues.Untag(r));
        Add("ListQueueTags", json.QueueRequest, json.QueueTagsResponse, (r, _) => queues.ListTags(r));
        Add("PurgeQueue", json.QueueRequest, json.EmptyResponse, (r, _) => queues.Purge(r));
        Add("DeleteQueue", json.QueueRequest, json.EmptyResponse, (r, _) => queues.Delete(r));
        Add("StartMessageMoveTask", json.StartMessageMoveTaskRequest, json.MessageMoveTaskResponse, (r, _) => moves.Start(r));
        Add("ListMessageMoveTasks", json.ListMessageMoveTasksRequest, json.ListMessageMoveTasksResponse, (r, _) => moves.List(r));
        Add("CancelMessageMoveTask", json.CancelMessageMoveTaskRequest, json.CancelMessageMoveTaskResponse, (r, _) => moves.Cancel(r));
    }

    void AddMessageActions(SqsActions actions, CancellationToken stopping)
    {
        var (json, send, settle) = (SqsJson.Wire, actions.Send, actions.Settle);
        Add("SendMessage", json.SendMessageRequest, json.SendMessageResponse, (r, _) => send.Send(r));
        Add("SendMessageBatch", json.SendMessageBatchRequest, json.BatchResponseSendMessageBatchResult, (r, _) => send.SendBatch(r));
        Add("DeleteMessage", json.DeleteMessageRequest, json.EmptyResponse, (r, _) => settle.Delete(r));
        Add("DeleteMessageBatch", json.DeleteMessageBatchRequest, json.BatchResponseBatchResult, (r, _) => settle.DeleteBatch(r));
        Add("ChangeMessageVisibility", json.ChangeMessageVisibilityRequest, json.EmptyResponse, (r, _) => settle.Change(r));
        Add("ChangeMessageVisibilityBatch", json.ChangeMessageVisibilityBatchRequest, json.BatchResponseBatchResult, (r, _) => settle.ChangeBatch(r));
        Add("ReceiveMessage", json.ReceiveMessageRequest, json.ReceiveMessageResponse, async (r, http) =>
        {
            // A client that has disconnected gets no messages, and an open long poll does not delay the shutdown.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            return await actions.Receive.ReceiveAsync(r, stop.Token);
        });
    }

    void Add<TRequest, TResponse>(
        string action, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, Func<TRequest, HttpContext, TResponse> handle) =>
        Add(action, requestType, responseType, (request, http) => ValueTask.FromResult(handle(request, http)));

    void Add<TRequest, TResponse>(
        string action, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType, Func<TRequest, HttpContext, ValueTask<TResponse>> handle) =>
        _actions.Add(action, async (http, format) =>
        {
            var request = await format.ReadAsync(http, action, requestType);
            await format.WriteAsync(http, action, await handle(request, http), responseType);
        });

    /// <summary>Queue URLs start with the address that the client used, whatever forwards to this port.</summary>
    static string BaseUrl(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host.Value}";
}
