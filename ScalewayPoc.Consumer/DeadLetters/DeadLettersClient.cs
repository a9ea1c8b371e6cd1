using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>HTTP client of a running Consumer.</summary>
sealed class DeadLettersClient : IDisposable
{
    // A container that was scaled to zero starts first, and so does its database.
    static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    readonly HttpClient _http;

    /// <param name="at">Address of the Consumer.</param>
    /// <param name="secretKey">Secret key for a private container of Scaleway.</param>
    /// <param name="accessToken">Access token with the scope <c>admin</c>.</param>
    /// <exception cref="DeadLettersClientException">A secret would be sent unencrypted.</exception>
    public DeadLettersClient(Uri at, string? secretKey, string? accessToken)
    {
        _http = new() { BaseAddress = at, Timeout = RequestTimeout };
        Add("X-Auth-Token", secretKey, DeadLettersCommand.SecretKeyVariable);
        Add("Authorization", string.IsNullOrEmpty(accessToken) ? null : $"Bearer {accessToken}", DeadLettersCommand.TokenVariable);

        void Add(string header, string? value, string variable)
        {
            if (string.IsNullOrEmpty(value))
            {
                return;
            }
            if (at.Scheme != Uri.UriSchemeHttps && !at.IsLoopback)
            {
                throw new DeadLettersClientException($"{variable} is set, and is not sent unencrypted: use https instead of {at}.");
            }
            _http.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        }
    }

    /// <exception cref="DeadLettersClientException">There is no response, or it is an error.</exception>
    public Task<DeadLetterList> ListAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, "/dead-letters", DeadLettersJsonContext.Default.DeadLetterList, cancellation);

    /// <exception cref="DeadLettersClientException">There is no response, or it is an error.</exception>
    public Task<ReplayOutcome> ReplayAsync(CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, "/dead-letters/replay", DeadLettersJsonContext.Default.ReplayOutcome, cancellation);

    public void Dispose() => _http.Dispose();

    async Task<T> SendAsync<T>(HttpMethod method, string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await _http.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null")
                : throw new DeadLettersClientException(Describe(response, body));
        }
        catch (HttpRequestException e)
        {
            throw new DeadLettersClientException($"No Consumer answers at {_http.BaseAddress} ({e.Message}). --at names another address.");
        }
        catch (JsonException)
        {
            throw new DeadLettersClientException($"What answers at {_http.BaseAddress} is not the Consumer. --at names another address.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DeadLettersClientException($"The Consumer at {_http.BaseAddress} has not answered within {RequestTimeout.TotalSeconds:0} s.");
        }
    }

    string Describe(HttpResponseMessage response, byte[] body) => response.StatusCode switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"{_http.BaseAddress} refuses the request ({(int)response.StatusCode}): set {DeadLettersCommand.TokenVariable} to an access token with the scope admin, "
            + $"and for a private container {DeadLettersCommand.SecretKeyVariable} to a secret key that may call it.",
        _ when Detail(body) is { } detail => $"The Consumer at {_http.BaseAddress} says {(int)response.StatusCode}: {detail}",
        _ => $"What answers at {_http.BaseAddress} says {(int)response.StatusCode} and is not the Consumer. --at names another address.",
    };

    /// <summary>The detail of a problem document; null for any other document.</summary>
    static string? Detail(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>An error whose message is the text for standard error.</summary>
sealed class DeadLettersClientException(string message) : Exception(message);
