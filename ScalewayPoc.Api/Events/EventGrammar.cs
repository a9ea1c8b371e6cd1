using System.Text.RegularExpressions;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api.Events;

/// <summary>The rules for events of clients.</summary>
static partial class EventGrammar
{
    /// <summary>The first error of an event, <see langword="null"/> if it is valid.</summary>
    public static string? Validate(NewEvent candidate) => candidate switch
    {
        { Type.Length: 0 or > Limits.TypeLength } => $"type must have 1 to {Limits.TypeLength} characters.",
        _ when !IsType(candidate.Type) => "type must be words of lower-case letters and digits joined by dots, the first starting with a letter.",
        _ when candidate.Type.StartsWith(EventTypes.ReservedPrefix, StringComparison.Ordinal) =>
            $"Types that start with '{EventTypes.ReservedPrefix}' are the API's own.",
        { Subject: { } subject } when !IsSubject(subject) =>
            $"subject must have 1 to {Limits.SubjectLength} characters, none of them a control character.",
        _ => null,
    };

    public static bool IsType(string text) => text.Length <= Limits.TypeLength && Type().IsMatch(text);

    /// <summary>Whether a type can start with it.</summary>
    public static bool IsTypePrefix(string text) => IsType(text) || (text.EndsWith('.') && IsType(text[..^1]));

    // U+FFFE and U+FFFF are no characters, and no queue message may contain them.
    public static bool IsSubject(string text) =>
        text.Length is > 0 and <= Limits.SubjectLength && !text.Any(c => char.IsControl(c) || c >= '\uFFFE');

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(\.[a-z0-9]+)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Type();
}
