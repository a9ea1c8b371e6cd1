using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.CircuitBreaker;
using Polly.Timeout;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.DeadLetters;

/// <summary>The Consumer's dead letters. It gets the token of the caller.</summary>
sealed class DeadLettersClient(HttpClient http, IHttpContextAccessor caller)
{
    /// <exception cref="DependencyUnavailableException">The Consumer does not answer.</exception>
    /// <exception cref="ProblemException">The Consumer lacks a dependency.</exception>
    public Task<DeadLetterList> ListAsync(int limit, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, $"/dead-letters?limit={limit}", DeadLettersJsonContext.Default.DeadLetterList, cancellation);

    /// <inheritdoc cref="ListAsync"/>
    public Task<ReplayOutcome> ReplayAsync(string? id, CancellationToken cancellation) => SendAsync(
        HttpMethod.Post, $"/dead-letters/replay{(id is null ? "" : $"?id={Uri.EscapeDataString(id)}")}", DeadLettersJsonContext.Default.ReplayOutcome, cancellation);

    /// <returns>Whether there was one with this id.</returns>
    /// <inheritdoc cref="ListAsync"/>
    public Task<bool> DiscardAsync(string id, CancellationToken cancellation) => SendAsync(
        HttpMethod.Delete,
        $"/dead-letters/{Uri.EscapeDataString(id)}",
        response => Task.FromResult(response.StatusCode != HttpStatusCode.NotFound && response.EnsureSuccessStatusCode().IsSuccessStatusCode),
        cancellation);

    Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation) => SendAsync(
        method,
        path,
        async response => await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(type, cancellation) ?? throw new JsonException("null"),
        cancellation);

    async Task<T> SendAsync<T>(HttpMethod method, string path, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation("Authorization", caller.HttpContext?.Request.Headers.Authorization.ToString());
            using var response = await http.SendAsync(request, cancellation);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                var problem = await response.Content.ReadFromJsonAsync(ApiJsonContext.Web.ProblemDetails, cancellation);
                throw new ProblemException(ProblemTypes.Unavailable, problem?.Detail ?? "The Consumer lacks a dependency.");
            }
            return await read(response);
        }
        catch (Exception e) when (IsUnavailable(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new DependencyUnavailableException(ResourceNames.Consumer, e);
        }
    }

    static bool IsUnavailable(Exception e) =>
        e is HttpRequestException or IOException or JsonException or TimeoutRejectedException or BrokenCircuitException;
}
