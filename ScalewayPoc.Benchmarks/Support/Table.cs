using System.Text;

namespace ScalewayPoc.Benchmarks.Support;

/// <summary>A table of a report, with notes below it.</summary>
/// <param name="title">Title.</param>
/// <param name="columns">Headings of the columns.</param>
sealed class Table(string title, params string[] columns)
{
    readonly List<string[]> _rows = [];
    readonly List<string> _notes = [];

    public void Add(params IEnumerable<string> cells) => _rows.Add([.. cells]);

    /// <summary>Adds a sentence below the table.</summary>
    public void Note(string sentence) => _notes.Add(sentence);

    public string ToMarkdown()
    {
        var text = new StringBuilder().Append("**").Append(title).Append("**\n\n");
        Line(text, columns);
        Line(text, [.. columns.Select(_ => "---")]);
        _rows.ForEach(row => Line(text, row));
        foreach (var note in _notes)
        {
            text.Append('\n').Append(note).Append('\n');
        }
        return text.ToString();
    }

    static void Line(StringBuilder text, string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
