using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

/// <summary>Assertions on the page that wait up to a minute.</summary>
static class Expect
{
    const float TimeoutMilliseconds = 60_000;

    public static Task VisibleAsync(ILocator what) =>
        Assertions.Expect(what).ToBeVisibleAsync(new() { Timeout = TimeoutMilliseconds });

    public static Task HiddenAsync(ILocator what) =>
        Assertions.Expect(what).ToBeHiddenAsync(new() { Timeout = TimeoutMilliseconds });

    public static Task CountAsync(ILocator what, int times) =>
        Assertions.Expect(what).ToHaveCountAsync(times, new() { Timeout = TimeoutMilliseconds });

    public static Task ValueAsync(ILocator field, string value) =>
        Assertions.Expect(field).ToHaveValueAsync(value, new() { Timeout = TimeoutMilliseconds });
}
