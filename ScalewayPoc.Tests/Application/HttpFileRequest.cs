using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Application;

/// <summary>A request of a .http file and the status that the comment in front of it states.</summary>
sealed partial record HttpFileRequest(string Method, string Path, IReadOnlyList<(string Name, string Value)> Headers, string? Body, int Status)
{
    /// <summary>Reads the requests of a file. Fails if it has one in another form than the others.</summary>
    public static async Task<IReadOnlyList<HttpFileRequest>> ReadAsync(string file)
    {
        var text = (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n");
        var requests = Request().Matches(text).Select(match => match.Groups).Select(groups => new HttpFileRequest(
            groups["method"].Value, groups["path"].Value, [.. HeadersOf(groups["headers"].Value)], groups["body"] is { Success: true } body ? body.Value : null,
            int.Parse(groups["status"].ValueSpan, CultureInfo.InvariantCulture))).ToList();
        Assert.Equal(Regex.Count(text, "{{api}}"), requests.Count);
        return requests;
    }

    /// <summary>Sends it; the client adds the token.</summary>
    public async Task<int> SendAsync(HttpClient http)
    {
        using var request = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (Body is not null)
        {
            request.Content = new StringContent(Body, new MediaTypeHeaderValue("application/json"));
        }
        foreach (var (name, value) in Headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        }
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    static IEnumerable<(string Name, string Value)> HeadersOf(string lines) =>
        from line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        let parts = line.Split(": ", 2)
        where parts[0] is not ("Content-Type" or "Authorization")
        select (parts[0], parts[1]);

    [GeneratedRegex(
        @"^# (?<status>\d+)\n(?<method>[A-Z]+) \{\{api\}\}(?<path>\S+)\n(?<headers>([\w-]+: .*\n)*)(\n(?<body>(?!###).+(\n(?!###).+)*))?",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Request();
}
