using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Text with holes whose values are known only at run time.</summary>
public class ReferenceExpression : IExpressionValue
{
    public static readonly ReferenceExpression Empty = new("", [], [], []);
    readonly string[] _expressions;

    internal ReferenceExpression(string format, IValueProvider[] providers, string[] expressions, string?[] formats) =>
        (Format, ValueProviders, _expressions, StringFormats) = (format, providers, expressions, formats);

    /// <summary>The text with a numbered hole for each provider; literal braces are doubled.</summary>
    public string Format { get; }

    /// <summary>The format of each provider's value, or null; <c>uri</c> escapes it for a URI.</summary>
    public IReadOnlyList<string?> StringFormats { get; }

    public IReadOnlyList<IValueProvider> ValueProviders { get; }
    public string ValueExpression => string.Format(CultureInfo.InvariantCulture, Format, _expressions);

    /// <summary>Makes an expression from an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.GetExpression();

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken) => GetValueAsync(new(), cancellationToken);

    public async ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        if (Format.Length == 0)
        {
            return null;
        }
        var values = new object?[ValueProviders.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = await ValueProviders[i].GetValueAsync(context, cancellationToken).ConfigureAwait(false);
            values[i] = value is null || StringFormats[i] is not { } format ? value : ReferenceExpressionBuilder.Apply(format, value);
        }
        return string.Format(CultureInfo.InvariantCulture, Format, values);
    }

    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        readonly ReferenceExpressionBuilder _builder = new(literalLength, formattedCount);

        public void AppendLiteral(string value) => _builder.AppendEscaped(value);
        public void AppendFormatted(string? value) => _builder.AppendEscaped(value);

        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => _builder.AppendFormatted(valueProvider, null);

        public void AppendFormatted<T>(T valueProvider, string? format = null) where T : IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider, format);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider) where T : IResource, IValueProvider, IManifestExpressionProvider =>
            _builder.AppendFormatted(valueProvider.Resource, null);

        internal ReferenceExpression GetExpression() => _builder.Build();
    }
}
