using System.Security.Claims;
using Microsoft.Extensions.Time.Testing;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Tests.Api;

/// <summary>How long a validated token is used without validating it again.</summary>
public sealed class ValidatedTokensTests
{
    static readonly object Keys = new();

    readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly ClaimsPrincipal _principal = new();
    readonly ValidatedTokens _tokens;

    public ValidatedTokensTests() => _tokens = new(_clock);

    [Fact]
    public void A_token_is_found_until_it_expires()
    {
        _tokens.Add("token", _principal, _clock.GetUtcNow().AddHours(1), Keys);
        Assert.Null(_tokens.Find("other", Keys));

        _clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Same(_principal, _tokens.Find("token", Keys));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_tokens.Find("token", Keys));
    }

    [Fact]
    public void A_token_is_validated_again_after_the_keys_were_fetched_again()
    {
        _tokens.Add("token", _principal, _clock.GetUtcNow().AddHours(1), Keys);
        Assert.Null(_tokens.Find("token", new object()));
    }

    [Fact]
    public void The_number_of_tokens_is_bounded()
    {
        for (var i = 0; i <= ValidatedTokens.MaxTokens; i++)
        {
            _tokens.Add($"{i}", _principal, _clock.GetUtcNow().AddHours(1), Keys);
        }
        Assert.Null(_tokens.Find("0", Keys));
        Assert.Same(_principal, _tokens.Find($"{ValidatedTokens.MaxTokens}", Keys));
    }
}
