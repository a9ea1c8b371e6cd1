using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Puts a <see cref="ReferenceExpression"/> together piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    readonly StringBuilder _format;
    readonly List<IValueProvider> _providers;
    readonly List<string> _expressions;
    readonly List<string?> _formats;

    public ReferenceExpressionBuilder() : this(0, 0)
    {
    }

    internal ReferenceExpressionBuilder(int length, int count) => (_format, _providers, _expressions, _formats) = (new(length), new(count), new(count), new(count));
    public bool IsEmpty => _format.Length == 0;

#pragma warning disable CA1822 // As Aspire has it; the attribute needs the instance.
    public void Append([InterpolatedStringHandlerArgument("")] in ReferenceExpressionBuilderInterpolatedStringHandler handler)
    {
        // The handler has added its pieces already.
    }
#pragma warning restore CA1822

    public void AppendLiteral(string value) => _format.Append(value);
    public void AppendFormatted(string? value) => _format.Append(value);

    public void AppendFormatted<T>(T valueProvider, string? format) where T : IValueProvider, IManifestExpressionProvider
    {
        _format.Append(CultureInfo.InvariantCulture, $"{{{_providers.Count}}}");
        _providers.Add(valueProvider);
        _expressions.Add(valueProvider.ValueExpression);
        _formats.Add(format);
    }

    public ReferenceExpression Build() => new(_format.ToString(), [.. _providers], [.. _expressions], [.. _formats]);

    // Braces that the author has doubled already stay as they are.
    internal void AppendEscaped(string? text)
    {
        for (var i = 0; i < text?.Length; i++)
        {
            var c = text[i];
            _format.Append(c);
            if (c is '{' or '}')
            {
                _format.Append(c);
                i += i + 1 < text.Length && text[i + 1] == c ? 1 : 0;
            }
        }
    }

    internal static string Apply(string format, string value) => format switch
    {
        "uri" => Uri.EscapeDataString(value),
        _ => throw new FormatException($"The format '{format}' is not known."),
    };

    /// <summary>Adds the pieces of an interpolated string to a builder.</summary>
    [InterpolatedStringHandler]
#pragma warning disable CS9113, IDE0060 // The compiler prescribes the two lengths.
    public readonly ref struct ReferenceExpressionBuilderInterpolatedStringHandler(int literalLength, int formattedCount, ReferenceExpressionBuilder builder)
#pragma warning restore CS9113, IDE0060
    {
        public void AppendLiteral(string value) => builder.AppendLiteral(value);
        public void AppendFormatted(string? value) => builder.AppendFormatted(value);
        public void AppendFormatted<T>(T valueProvider) where T : IValueProvider, IManifestExpressionProvider => builder.AppendFormatted(valueProvider, null);
    }
}
