using System.Net;
using ScalewayPoc.Emulators.Edge;

namespace ScalewayPoc.Tests.Emulators;

public sealed class EdgeTests : IAsyncLifetime
{
    readonly DirectoryInfo _site = Directory.CreateTempSubdirectory("site-");
    EdgeServer _edge = null!;
    HttpClient _http = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_site.FullName, "index.html"), "<title>site</title>");
        _site.CreateSubdirectory("assets");
        await File.WriteAllTextAsync(Path.Combine(_site.FullName, "assets", "app.js"), "1");
        // No API listens there.
        _edge = await EdgeServer.StartAsync(IPAddress.Loopback, 0, _site, new Uri("http://127.0.0.1:9"));
        _http = new HttpClient { BaseAddress = _edge.Endpoint };
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _edge.DisposeAsync();
        _site.Delete(recursive: true);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/index.html", HttpStatusCode.OK)]
    [InlineData("/assets/app.js", HttpStatusCode.OK)]
    [InlineData("/index.html/", HttpStatusCode.NotFound)]
    [InlineData("/index.html/x", HttpStatusCode.NotFound)]
    [InlineData("/assets/app.js/", HttpStatusCode.NotFound)]
    [InlineData("/assets/app.js//", HttpStatusCode.NotFound)]
    [InlineData("/assets", HttpStatusCode.NotFound)]
    [InlineData("/assets/", HttpStatusCode.NotFound)]
    [InlineData("/assets%2Fapp.js", HttpStatusCode.NotFound)]
    [InlineData("/a%0Ab", HttpStatusCode.NotFound)]
    [InlineData("/missing", HttpStatusCode.NotFound)]
    [InlineData("/..%2f..%2fetc/passwd", HttpStatusCode.NotFound)]
    public async Task A_path_that_is_not_an_object_returns_the_error_document_with_404(string path, HttpStatusCode status)
    {
        using var response = await _http.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        if (status == HttpStatusCode.NotFound)
            Assert.Contains("<title>site", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overlong_name_is_not_an_object()
    {
        using var response = await _http.GetAsync("/" + new string('x', 5000));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
