using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>
/// A client as the API asks for: it repeats what has no answer with the same Idempotency-Key, and heeds 503. One time in
/// twenty it loses patience instead.
/// </summary>
/// <param name="number">Number of the client.</param>
/// <param name="http">Where the API is.</param>
/// <param name="ledger">Takes down what happens.</param>
/// <param name="random">Decides what it does.</param>
/// <param name="pause">Between two operations.</param>
sealed class LoadClient(int number, HttpClient http, Ledger ledger, Random random, TimeSpan pause)
{
    const int Keys = 5;

    /// <summary>After this time without an answer the API counts as gone for good, which is a violation of its own.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Keys that all clients share.</summary>
    public static IReadOnlyList<string> Counters { get; } = ["counter-a", "counter-b"];

    public async Task RunAsync(CancellationToken end)
    {
        for (var n = 0; !end.IsCancellationRequested; n++)
        {
            await ActAsync(n);
            await Task.Delay(pause, CancellationToken.None);
        }
    }

    Task ActAsync(int n) => random.Next(100) switch
    {
        < 50 => SetAsync(New(n, OperationKind.Set, OwnKey())),
        < 58 => DeleteAsync(New(n, OperationKind.Delete, OwnKey())),
        < 66 => IncrementAsync(New(n, OperationKind.Increment, Counters[random.Next(Counters.Count)])),
        _ => SendAsync(New(n, OperationKind.Send, $"order-{number}")),
    };

    string OwnKey() => $"key-{number}-{random.Next(Keys)}";

    Operation New(int n, OperationKind kind, string subject)
    {
        var operation = new Operation(number, n, kind, subject);
        ledger.Add(operation);
        return operation;
    }

    async Task SetAsync(Operation operation)
    {
        var answer = await SubmitAsync(operation, HttpMethod.Put, $"/api/kv/{operation.Subject}", Data(operation, 0));
        Acknowledge(operation, answer, "eventId", HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted);
    }

    async Task DeleteAsync(Operation operation)
    {
        var answer = await SubmitAsync(operation, HttpMethod.Delete, $"/api/kv/{operation.Subject}", null);
        switch (answer?.Status)
        {
            case HttpStatusCode.NotFound:
                operation.Refuse();
                break;
            case HttpStatusCode.NoContent or HttpStatusCode.Accepted:
                operation.Acknowledge(answer.Link![(answer.Link!.LastIndexOf('/') + 1)..answer.Link!.IndexOf('>', StringComparison.Ordinal)]);
                break;
            case not null:
                ledger.Violate($"{operation}: {answer}");
                break;
        }
    }

    async Task IncrementAsync(Operation operation)
    {
        var path = $"/api/kv/{operation.Subject}";
        var current = await SubmitAsync(operation, HttpMethod.Get, path, null);
        if (current?.Status is not (HttpStatusCode.OK or HttpStatusCode.NotFound))
        {
            operation.Refuse();
            return;
        }
        var count = current.Status == HttpStatusCode.OK ? JsonNode.Parse(current.Body)!["n"]!.GetValue<int>() : 0;
        var condition = current.Status == HttpStatusCode.OK ? ("If-Match", current.ETag!) : ("If-None-Match", "*");
        var answer = await SubmitAsync(operation, HttpMethod.Put, path, Data(operation, count + 1), condition);
        if (answer?.Status == HttpStatusCode.PreconditionFailed)
        {
            operation.Refuse();
            return;
        }
        Acknowledge(operation, answer, "eventId", HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted);
    }

    async Task SendAsync(Operation operation)
    {
        var body = $$"""{"type":"total.queue","subject":"{{operation.Subject}}","data":{{Data(operation, 0)}}}""";
        Acknowledge(operation, await SubmitAsync(operation, HttpMethod.Post, "/api/events", body), "id", HttpStatusCode.Accepted);
    }

    static string Data(Operation operation, int count) => $$"""{"t":"{{operation.Token}}","n":{{count}}}""";

    void Acknowledge(Operation operation, ApiAnswer? answer, string idProperty, params HttpStatusCode[] expected)
    {
        if (answer is null)
        {
            return;
        }
        if (!expected.Contains(answer.Status))
        {
            ledger.Violate($"{operation}: {answer}");
            return;
        }
        operation.Acknowledge(JsonNode.Parse(answer.Body)![idProperty]!.GetValue<string>());
    }

    /// <summary>Sends a request until it has an answer that is not "later"; null where the client loses patience.</summary>
    async Task<ApiAnswer?> SubmitAsync(
        Operation operation, HttpMethod method, string path, string? body, params (string Name, string Value)[] headers)
    {
        var patient = random.Next(20) > 0;
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience)
        {
            var answer = await TryAsync(operation, method, path, body, headers);
            var answered = answer is { Status: not HttpStatusCode.ServiceUnavailable };
            ledger.Attempt(answered);
            if (answered)
            {
                return answer;
            }
            if (!patient)
            {
                return null;
            }
            await Task.Delay(random.Next(50, 200));
        }
        ledger.Violate($"{operation}: no answer but 503 for {Patience.TotalSeconds} s.");
        return null;
    }

    async Task<ApiAnswer?> TryAsync(
        Operation operation, HttpMethod method, string path, string? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get)
        {
            request.Headers.Add("Idempotency-Key", operation.Token);
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }
        try
        {
            using var response = await http.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.NotFound && response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            {
                // Not the API's: while it is away, another program may have got its port.
                return null;
            }
            return new ApiAnswer(
                response.StatusCode,
                await response.Content.ReadAsStringAsync(),
                response.Headers.ETag?.ToString(),
                response.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    sealed record ApiAnswer(HttpStatusCode Status, string Body, string? ETag, string? Link)
    {
        public override string ToString() => $"{(int)Status} {Body}";
    }
}
