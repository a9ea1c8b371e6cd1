using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

/// <summary>What is on the page, at the latest after some seconds.</summary>
static class Expect
{
    const float PatienceMilliseconds = 20_000;

    public static Task VisibleAsync(ILocator what) =>
        Assertions.Expect(what).ToBeVisibleAsync(new() { Timeout = PatienceMilliseconds });

    public static Task HiddenAsync(ILocator what) =>
        Assertions.Expect(what).ToBeHiddenAsync(new() { Timeout = PatienceMilliseconds });

    public static Task CountAsync(ILocator what, int times) =>
        Assertions.Expect(what).ToHaveCountAsync(times, new() { Timeout = PatienceMilliseconds });

    public static Task ValueAsync(ILocator field, string value) =>
        Assertions.Expect(field).ToHaveValueAsync(value, new() { Timeout = PatienceMilliseconds });
}
