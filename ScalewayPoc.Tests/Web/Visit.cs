using Microsoft.Playwright;

namespace ScalewayPoc.Tests.Web;

/// <summary>One visit of the site. Its end fails the test if the browser reported an error.</summary>
public sealed class Visit : IAsyncDisposable
{
    /// <summary>Chromium reports every response that is no success, also those that the site expects, such as 412.</summary>
    const string ExpectedAnswer = "Failed to load resource";

    readonly IBrowserContext _context;
    readonly List<string> _errors = [];

    Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        // Violations of the Content-Security-Policy are console errors too.
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith(ExpectedAnswer, StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    public IBrowserContext Context => _context;

    /// <summary>Visible when the event of the value that was just saved is processed.</summary>
    public ILocator Saved => Page.Locator("form .steps.done");

    public static async Task<Visit> StartAsync(IBrowserContext context)
    {
        context.SetDefaultTimeout((float)TimeSpan.FromSeconds(60).TotalMilliseconds);
        return new Visit(context, await context.NewPageAsync());
    }

    /// <summary>Makes every page that is opened sign in, and the issuer's page choose the user by itself.</summary>
    public async Task SignInAsAsync(string user)
    {
        await _context.AddInitScriptAsync("sessionStorage.setItem('signed-in', 'yes')");
        await ChooseAsync(user);
    }

    /// <summary>Makes the issuer's page choose the user by itself.</summary>
    public Task ChooseAsync(string user) => _context.RouteAsync("**/connect/authorize?*", route => route.Request.Url.Contains("user=", StringComparison.Ordinal)
        ? route.ContinueAsync()
        : route.FulfillAsync(new() { Status = 302, Headers = new Dictionary<string, string> { ["Location"] = $"{route.Request.Url}&user={user}" } }));

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    public ILocator Field(string label) => Page.GetByLabel(label, new() { Exact = true });

    public ILocator Text(string text) => Page.GetByText(text).First;

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_errors);
    }
}
