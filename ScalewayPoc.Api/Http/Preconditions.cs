using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using ScalewayPoc.Api.Problems;

namespace ScalewayPoc.Api;

/// <summary>
/// What a request demands of the current value (RFC 9110, 13). It is never demanded of the request: a write without
/// preconditions means "whatever is there", so that nothing is answered with 428.
/// </summary>
/// <param name="IfMatch">
/// <c>*</c>, or entity tags separated by a blank, of which one must be the current one; empty: no demand.
/// </param>
/// <param name="IfNoneMatch">The same, of which none may be.</param>
sealed record Preconditions(string IfMatch, string IfNoneMatch)
{
    /// <summary>Stands for a list that no entity tag is in.</summary>
    const string NoTag = "-";

    /// <summary>Binds the headers; called by the framework.</summary>
    /// <exception cref="ProblemException">A header is malformed; to overlook it could lose an update.</exception>
    public static ValueTask<Preconditions> BindAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        return ValueTask.FromResult(new Preconditions(
            // If-Match compares strongly: a weak tag never matches.
            Tags(HeaderNames.IfMatch, headers.IfMatch, tag => tag.IsWeak ? NoTag : tag.Tag.ToString()),
            Tags(HeaderNames.IfNoneMatch, headers.IfNoneMatch, tag => tag.Tag.ToString())));
    }

    /// <summary>Whether If-Match lets a request pass where the current entity tag is <paramref name="etag"/>.</summary>
    public bool Match(string etag) => IfMatch.Length == 0 || Contains(IfMatch, etag);

    /// <summary>Whether If-None-Match lets it pass.</summary>
    public bool NoneMatch(string etag) => !Contains(IfNoneMatch, etag);

    static bool Contains(string tags, string etag) => tags == "*" || tags.Contains(etag, StringComparison.Ordinal);

    static string Tags(string name, StringValues header, Func<EntityTagHeaderValue, string> text)
    {
        if (header.Count == 0)
        {
            return "";
        }
        // A header without a value is malformed too: ignoring it would overwrite without the condition that was meant.
        if (!EntityTagHeaderValue.TryParseStrictList(header.ToArray()!, out var tags) || tags.Count == 0)
        {
            throw new ProblemException(ProblemTypes.PreconditionSyntax, $"{name} must be * or a list of entity tags such as \"0123\".");
        }
        return tags.Contains(EntityTagHeaderValue.Any) ? "*" : string.Join(' ', tags.Select(text));
    }
}

static class PreconditionsExtensions
{
    /// <summary>Documents the headers of an endpoint that takes <see cref="Preconditions"/>.</summary>
    public static RouteHandlerBuilder WithPreconditions(this RouteHandlerBuilder endpoint) => endpoint
        .WithHeaderParameter(HeaderNames.IfMatch, "Only if the current entity tag is one of these, or if there is a value (*).")
        .WithHeaderParameter(HeaderNames.IfNoneMatch, "Only if the current entity tag is none of these, or if there is no value (*).");
}
