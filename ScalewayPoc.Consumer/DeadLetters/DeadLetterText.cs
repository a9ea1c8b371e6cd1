using System.Globalization;
using System.Text;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>Dead letters as text for a terminal.</summary>
static class DeadLetterText
{
    const int MaxLineLength = 200;

    public static string Of(DeadLetterList list)
    {
        var text = new StringBuilder();
        text.AppendLine(list switch
        {
            { Items: [] } => "There are no dead letters.",
            { More: true } => Invariant($"The newest {list.Items.Count} dead letters; there are more."),
            { Items: [_] } => "1 dead letter.",
            _ => Invariant($"{list.Items.Count} dead letters, the newest first."),
        });
        foreach (var letter in list.Items)
        {
            var deliveries = letter.Deliveries is { } count ? Invariant($", deliveries: {count}") : "";
            var received = Invariant($"received {letter.ReceivedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");
            text.AppendLine().AppendLine($"{Name(letter.Kept)} {letter.Id}, {received}{deliveries}");
            text.AppendLine("  why:  " + Printable(letter.Reason)).AppendLine("  body: " + Printable(letter.Body));
        }
        return Note(text, list.Covered);
    }

    public static string Of(ReplayOutcome outcome)
    {
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{outcome.Recorded} recorded, {outcome.Left} left."));
        if (outcome.More)
        {
            text.AppendLine("There may be more that were not tried.");
        }
        return Note(text, outcome.Covered);
    }

    static string Note(StringBuilder text, IReadOnlyList<DeadLetterStore> covered) => covered.Contains(DeadLetterStore.Queue)
        ? text.ToString()
        : text.AppendLine("The dead-letter queue was left out: the Consumer has no connection string for it.").ToString();

    static string Name(DeadLetterStore store) => store == DeadLetterStore.Queue ? "queue" : "table";

    /// <summary>One line without characters that a terminal would interpret: the text is of unknown origin.</summary>
    static string Printable(string text)
    {
        var line = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length >= MaxLineLength)
            {
                return line.Append('…').ToString();
            }
            line.Append(IsHarmless(rune) ? rune.ToString() : "·");
        }
        return line.ToString();
    }

    static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
