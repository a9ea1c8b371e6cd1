using System.Net.Http.Headers;
using System.Text;

namespace ScalewayPoc.Emulators.Triggers;

sealed class TriggerTarget : IDisposable
{
    readonly Uri _address;
    readonly TimeSpan _timeout;
    readonly HttpClient _http;

    /// <param name="address">Where to post to.</param>
    /// <param name="timeout">How long an answer may take.</param>
    public TriggerTarget(Uri address, TimeSpan timeout)
    {
        (_address, _timeout) = (address, timeout);
        _http = new HttpClient(new SocketsHttpHandler
        {
            // A redirect is an answer of 300 or more, and so a failure.
            AllowAutoRedirect = false,
            // As on Scaleway the request carries the body alone: no trace of this process, and no proxy of this machine.
            UseProxy = false,
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new("ScalewayServerlessOrchestrator", "1.0"));
    }

    /// <summary>Posts the body of one message. Does not throw because of what the target does.</summary>
    public async Task<TriggerAnswer> PostAsync(string body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        try
        {
            // Only the status matters; the response body is not read.
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode ? TriggerAnswer.Done : new($"status {status} {response.ReasonPhrase}".TrimEnd(), IsReached: true);
        }
        catch (HttpRequestException e)
        {
            // The cause: the message itself may say no more than that there was an error.
            return new(e.GetBaseException().Message, IsReached: false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new($"no answer within {_timeout.TotalSeconds:0.#} s", IsReached: false);
        }
    }

    public override string ToString() => _address.ToString();

    public void Dispose() => _http.Dispose();
}

readonly record struct TriggerAnswer(string? Failure, bool IsReached)
{
    public static TriggerAnswer Done { get; } = new(null, IsReached: true);
}
