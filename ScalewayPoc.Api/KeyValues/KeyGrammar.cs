using System.Text.RegularExpressions;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.KeyValues;

/// <summary>
/// What a key may look like. No slash, so that <c>/history</c> after a key means one thing; the first character is a
/// letter or digit, so that no client or proxy takes the key for a dot segment.
/// </summary>
static partial class KeyGrammar
{
    /// <summary>As a regular expression of ECMA-262.</summary>
    public const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._:~-]*$";

    /// <summary>Whether this is a key.</summary>
    public static bool IsKey(string text) => text.Length <= Limits.KeyLength && Key().IsMatch(text) && text[^1] != '\n';

    /// <summary>Whether a key may begin with this.</summary>
    public static bool IsPrefix(string text) => text.Length == 0 || IsKey(text);

    /// <summary>Refuses requests whose route value <c>key</c> is no key.</summary>
    public static ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetRouteValue("key") is string key && IsKey(key)
            ? next(context)
            : ValueTask.FromResult<object?>(new Problem(ProblemTypes.KeyGrammar, ProblemTypes.KeyGrammar.Description));

    [GeneratedRegex(Pattern, RegexOptions.ECMAScript)]
    private static partial Regex Key();
}
