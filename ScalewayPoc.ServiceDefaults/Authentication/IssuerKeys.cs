using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace ScalewayPoc.ServiceDefaults.Authentication;

/// <summary>
/// The issuer's signing keys: fetched at start, every hour, and when a token names an unknown key. The last ones remain in use
/// while the issuer does not respond. The library's own <c>ConfigurationManager</c> refreshes an unknown key in the background and
/// reports missing keys as an invalid token.
/// </summary>
sealed partial class IssuerKeys(AuthenticationSettings settings, TimeProvider clock, ILogger<IssuerKeys> logger)
    : BackgroundService, IConfigurationManager<OpenIdConnectConfiguration>
{
    static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>Minimum time between two requests to the issuer, whatever keys tokens name.</summary>
    static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(1);

    readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };
    readonly SemaphoreSlim _refresh = new(1);
    volatile OpenIdConnectConfiguration? _current;
    long _lastAttempt;
    bool _lastSucceeded;

    /// <summary>The keys; <see langword="null"/> until they have been fetched once. Another object after each fetch.</summary>
    public OpenIdConnectConfiguration? Current => _current;

    /// <exception cref="IssuerUnavailableException">The keys have never been fetched.</exception>
    public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
        Task.FromResult(_current ?? throw new IssuerUnavailableException());

    public void RequestRefresh()
    {
        // PrepareAsync has done it.
    }

    /// <summary>Fetches the keys if the one that a token names is not among them.</summary>
    /// <exception cref="IssuerUnavailableException">The key is unknown and the issuer does not respond.</exception>
    public async ValueTask PrepareAsync(string token, CancellationToken cancellation)
    {
        var current = _current;
        var key = current is null ? null : KeyOf(token);
        if (current is not null && (key is null || Contains(current, key)))
        {
            return;
        }
        await _refresh.WaitAsync(cancellation);
        try
        {
            if ((_current is { } refreshed && key is not null && Contains(refreshed, key)) || await RefreshAsync(cancellation))
            {
                return;
            }
        }
        finally
        {
            _refresh.Release();
        }
        throw new IssuerUnavailableException();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _refresh.WaitAsync(stoppingToken);
            var succeeded = false;
            try
            {
                succeeded = await RefreshAsync(stoppingToken);
            }
            finally
            {
                _refresh.Release();
            }
            await Task.Delay(succeeded ? Interval : RetryInterval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        _refresh.Dispose();
        base.Dispose();
    }

    /// <returns>Whether the keys are those of now, at most <see cref="MinInterval"/> old.</returns>
    async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        if (_lastAttempt != 0 && clock.GetElapsedTime(_lastAttempt) < MinInterval)
        {
            return _lastSucceeded;
        }
        try
        {
            var issuer = settings.Issuer!.TrimEnd('/');
            var documents = new HttpDocumentRetriever(_http) { RequireHttps = issuer.StartsWith("https:", StringComparison.Ordinal) };
            var fetched = await OpenIdConnectConfigurationRetriever.GetAsync($"{issuer}/.well-known/openid-configuration", documents, cancellation);
            if (fetched.Issuer?.TrimEnd('/') != issuer)
            {
                throw new InvalidOperationException($"The document is of another issuer, '{fetched.Issuer}'.");
            }
            _current = fetched;
            _lastSucceeded = true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            _lastSucceeded = false;
            LogUnavailable(settings.Issuer, e.InnerException?.Message ?? e.Message);
        }
        _lastAttempt = clock.GetTimestamp();
        return _lastSucceeded;
    }

    static bool Contains(OpenIdConnectConfiguration configuration, string key)
    {
        foreach (var candidate in configuration.SigningKeys)
        {
            if (candidate.KeyId == key)
            {
                return true;
            }
        }
        return false;
    }

    static string? KeyOf(string token)
    {
        try
        {
            return new JsonWebToken(token).Kid is { Length: > 0 } key ? key : null;
        }
        catch (ArgumentException)
        {
            // Not a token, which its validation reports.
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The keys of the issuer {Issuer} cannot be fetched; the last ones remain in use: {Reason}")]
    partial void LogUnavailable(string? issuer, string reason);
}

/// <summary>The issuer's keys are needed and cannot be fetched.</summary>
sealed class IssuerUnavailableException() : Exception("The dependency 'issuer' is not available: the key of the token cannot be fetched.");
