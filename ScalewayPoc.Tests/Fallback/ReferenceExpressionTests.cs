namespace ScalewayPoc.Tests.Fallback;

/// <summary>Expressions keep their form until their values are known; the same under Aspire and under the fallback.</summary>
public class ReferenceExpressionTests
{
    sealed class Value(string? value, string expression) : IValueProvider, IManifestExpressionProvider
    {
        public string ValueExpression => expression;

        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(value);
    }

    [Fact]
    public async Task Holes_are_filled_and_braces_stay()
    {
        var expression = ReferenceExpression.Create($"a{new Value("1", "{x.value}")};b={{c}};{"d{e}"}");

        Assert.Equal("a{0};b={{c}};d{{e}}", expression.Format);
        Assert.Equal("a{x.value};b={c};d{e}", expression.ValueExpression);
        Assert.Equal("a1;b={c};d{e}", await expression.GetValueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_value_in_uri_format_is_escaped()
    {
        var expression = ReferenceExpression.Create($"http://x/{new Value("a b/c", "{x}"):uri}");

        Assert.Equal("http://x/a%20b%2Fc", await expression.GetValueAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_has_no_value() => Assert.Null(await ReferenceExpression.Empty.GetValueAsync(CancellationToken.None));

    [Theory]
    [InlineData(EndpointProperty.Url, "{server.bindings.http.url}")]
    [InlineData(EndpointProperty.HostAndPort, "{server.bindings.http.host}:{server.bindings.http.port}")]
    [InlineData(EndpointProperty.TargetPort, "{server.bindings.http.targetPort}")]
    [InlineData(EndpointProperty.TlsEnabled, "{server.bindings.http.tlsEnabled}")]
    public void Parts_of_an_endpoint_have_manifest_expressions(EndpointProperty property, string expected)
    {
        var endpoint = new ExecutableResource("server", "x", ".").GetEndpoint("http");

        Assert.Equal(expected, endpoint.Property(property).ValueExpression);
    }
}
