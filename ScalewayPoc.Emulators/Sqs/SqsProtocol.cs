using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using ScalewayPoc.Emulators.Hosting;
using ScalewayPoc.Emulators.Sqs.Wire;

namespace ScalewayPoc.Emulators.Sqs;

/// <summary>
/// The HTTP endpoint: finds the action of a request and its wire format, AWS JSON 1.0 or the older query protocol.
/// Signatures are not checked: any access keys are accepted.
/// </summary>
sealed class SqsProtocol
{
    public const string RequestIdHeader = "x-amzn-RequestId";

    /// <summary>Actions of AWS that Scaleway Queues lacks.</summary>
    static readonly HashSet<string> Unsupported =
    [
        "ListDeadLetterSourceQueues", "StartMessageMoveTask", "ListMessageMoveTasks", "CancelMessageMoveTask",
        "TagQueue", "UntagQueue", "ListQueueTags", "AddPermission", "RemovePermission",
    ];

    readonly IWireFormat _json = new JsonFormat(), _query = new QueryFormat();
    readonly Dictionary<string, Func<HttpContext, IWireFormat, Task>> _actions = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> _calls = new(StringComparer.Ordinal);
    readonly ReceiveActions _receive;
    readonly SqsSimulatorOptions _options;
    readonly ILogger _log;
    long _pausedUntil;

    public SqsProtocol(SqsSimulatorOptions options, SqsDatabase database, QueueActions queues, ILogger log, CancellationToken stopping)
    {
        (_options, _log) = (options, log);
        _receive = new ReceiveActions(database, queues, options.Time);
        var send = new SendActions(database, queues, options.Time);
        Add<CreateQueueRequest, QueueUrlResponse>("CreateQueue", (r, http) => queues.Create(r, BaseUrl(http)));
        Add<GetQueueUrlRequest, QueueUrlResponse>("GetQueueUrl", (r, http) => queues.GetUrl(r, BaseUrl(http)));
        Add<ListQueuesRequest, ListQueuesResponse>("ListQueues", (r, http) => queues.List(r, BaseUrl(http)));
        Add<GetQueueAttributesRequest, QueueAttributesResponse>("GetQueueAttributes", (r, _) => queues.GetAttributes(r));
        Add<SetQueueAttributesRequest, EmptyResponse>("SetQueueAttributes", (r, _) => queues.SetAttributes(r));
        Add<QueueRequest, EmptyResponse>("PurgeQueue", (r, _) => queues.Purge(r));
        Add<QueueRequest, EmptyResponse>("DeleteQueue", (r, _) => queues.Delete(r));
        Add<SendMessageRequest, SendMessageResponse>("SendMessage", (r, _) => send.Send(r));
        Add<BatchRequest<SendMessageRequest>, BatchResponse<SendMessageResponse>>("SendMessageBatch", (r, _) => send.SendBatch(r));
        Add<ReceiptRequest, EmptyResponse>("DeleteMessage", (r, _) => _receive.Delete(r));
        Add<BatchRequest<ReceiptRequest>, BatchResponse<BatchResult>>("DeleteMessageBatch", (r, _) => _receive.DeleteBatch(r));
        Add<ReceiptRequest, EmptyResponse>("ChangeMessageVisibility", (r, _) => _receive.ChangeVisibility(r));
        Add<BatchRequest<ReceiptRequest>, BatchResponse<BatchResult>>("ChangeMessageVisibilityBatch", (r, _) => _receive.ChangeVisibilityBatch(r));
        AddAsync<ReceiveMessageRequest, ReceiveMessageResponse>("ReceiveMessage", async (r, http) =>
        {
            // A client that has disconnected gets no messages, and an open long poll does not delay the shutdown.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            return await _receive.ReceiveAsync(r, stop.Token);
        });
    }

    /// <summary>Requests per action since the start, refused ones included.</summary>
    public IReadOnlyDictionary<string, long> Calls => _calls;

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers[RequestIdHeader] = Guid.NewGuid().ToString();
        var request = http.Request;
        if (ForeignPages.Sent(request))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync("The queues of this machine accept no requests of pages in a browser.\n");
            return;
        }
        var format = !request.Headers.ContainsKey(JsonFormat.TargetHeader) && QueryFormat.IsUsedBy(request) ? _query : _json;
        try
        {
            if (HttpMethods.IsGet(request.Method) && request.Path == "/health")
                await http.Response.WriteAsync($"healthy, {_receive.Waiting} receives wait for messages\n");
            else if (HttpMethods.IsGet(request.Method) && request.Path == "/calls")
                await http.Response.WriteAsJsonAsync(_calls.ToDictionary(), SqsJson.Wire.DictionaryStringInt64);
            else if (HttpMethods.IsPost(request.Method) && request.Path == "/pause")
                await PauseAsync(http);
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
                _log.LogError(e, "{Method} {Path} failed", request.Method, request.Path);
            if (http.Response.HasStarted)
                throw;
            http.Response.StatusCode = error.Status;
            await format.WriteErrorAsync(http, error, message);
        }
    }

    /// <summary>Refuses all actions for a number of seconds, 0 to 300, as a server does that is down.</summary>
    async Task PauseAsync(HttpContext http)
    {
        if (!int.TryParse(http.Request.Query["seconds"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 300)
            throw new SqsException(SqsError.InvalidParameterValue, "seconds must be 0 to 300.");
        Volatile.Write(ref _pausedUntil, _options.Time.GetUtcNow().AddSeconds(seconds).UtcTicks);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""{"pausedSeconds":{{seconds}}}""");
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
        if (_options.Latency > TimeSpan.Zero)
            await Task.Delay(_options.Latency, _options.Time, http.RequestAborted);
        if (_options.Time.GetUtcNow().UtcTicks < Volatile.Read(ref _pausedUntil))
            throw new SqsException(SqsError.Unavailable, "The simulator is paused.");
        var action = await format.ActionAsync(http);
        if (Unsupported.Contains(action))
            throw SqsException.NotOnScaleway(action);
        if (!_actions.TryGetValue(action, out var invoke))
            throw new SqsException(SqsError.InvalidAction, $"The action {action} is not valid for this endpoint.");
        _calls.AddOrUpdate(action, 1, (_, calls) => calls + 1);
        await invoke(http, format);
    }

    void Add<TRequest, TResponse>(string action, Func<TRequest, HttpContext, TResponse> handle) =>
        AddAsync<TRequest, TResponse>(action, (request, http) => ValueTask.FromResult(handle(request, http)));

    void AddAsync<TRequest, TResponse>(string action, Func<TRequest, HttpContext, ValueTask<TResponse>> handle) =>
        _actions.Add(action, async (http, format) =>
            await format.WriteAsync(http, action, await handle(await format.ReadAsync<TRequest>(http, action), http)));

    /// <summary>Queue URLs start with the address that the client used, whatever forwards to this port.</summary>
    static string BaseUrl(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host.Value}";
}
