using System.Collections.Concurrent;
using System.Security.Claims;

namespace ScalewayPoc.ServiceDefaults.Authentication;

/// <summary>
/// Results of validating tokens, each until its token expires or the issuer's keys are fetched again. Parsing a token and
/// verifying its RSA signature takes longer than the rest of a read; docs/performance.md has the figures.
/// </summary>
/// <param name="clock">Clock that tokens expire by.</param>
sealed class ValidatedTokens(TimeProvider clock)
{
    /// <summary>
    /// Maximum number of tokens, some 5 MB; the one after it empties the cache. Only valid tokens are in it, so that callers
    /// without one cannot empty it.
    /// </summary>
    public const int MaxTokens = 1000;

    readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    sealed record Entry(ClaimsPrincipal Principal, DateTimeOffset End, object Keys);

    /// <summary>The principal of a token that these keys have validated and that has not expired.</summary>
    public ClaimsPrincipal? Find(ReadOnlySpan<char> token, object keys) =>
        _entries.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out var entry) && ReferenceEquals(entry.Keys, keys) && clock.GetUtcNow() < entry.End
            ? entry.Principal
            : null;

    /// <summary>Keeps the result of a validation.</summary>
    /// <param name="token">The token, encoded.</param>
    /// <param name="principal">Its principal, which all requests share: nothing may change it.</param>
    /// <param name="end">When the token expires.</param>
    /// <param name="keys">The keys that it was validated with.</param>
    public void Add(string token, ClaimsPrincipal principal, DateTimeOffset end, object keys)
    {
        if (_entries.Count >= MaxTokens)
        {
            _entries.Clear();
        }
        _entries[token] = new(principal, end, keys);
    }
}
