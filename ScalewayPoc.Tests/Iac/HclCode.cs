using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Iac;

/// <summary>A reference in an expression: its root (var, local, module or a resource type), a name and maybe an attribute.</summary>
sealed record HclReference(string Root, string Name, string? Attribute);

/// <summary>What is code in a parsed document, as opposed to text.</summary>
static partial class HclCode
{
    // module.edge[0].host, var.queues[each.key].name, scaleway_lb.this.id; not part of a longer path.
    [GeneratedRegex(@"(?<![\w.\-])(?<root>var|local|module|scaleway_\w+|terraform_data)\.(?<name>[\w-]+)(?:\[[^\[\]]*\])?(?:\.(?<attribute>\w+))?")]
    private static partial Regex Reference();

    /// <summary>All references in a document, or in a part of one.</summary>
    public static IEnumerable<HclReference> References(JsonNode? node) =>
        Strings(node).SelectMany(text => Reference().Matches(Of(text))).Select(match => new HclReference(
            match.Groups["root"].Value,
            match.Groups["name"].Value,
            match.Groups["attribute"] is { Success: true, Value: var attribute } ? attribute : null));

    /// <summary>Every string in a document.</summary>
    public static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(pair => Strings(pair.Value)),
        JsonArray list => list.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    /// <summary>The code in a template: what is within ${…}, without the text of the strings in it (but with the code in those).</summary>
    public static string Of(string template)
    {
        var code = new StringBuilder();
        // One entry per ${…} or "…" that is open: braces open within the code, or -1 for text.
        var open = new Stack<int>([-1]);
        for (var i = 0; i < template.Length; i++)
        {
            var c = template[i];
            if (open.Peek() < 0)
            {
                if (c == '$' && template.AsSpan(i).StartsWith("${") && (i == 0 || template[i - 1] != '$'))
                {
                    open.Push(0);
                    i++;
                    code.Append(' ');
                }
                else if (c == '\\')
                {
                    i++;
                }
                else if (c == '"' && open.Count > 1)
                {
                    open.Pop();
                    code.Append('"');
                }

                continue;
            }

            switch (c)
            {
                case '"':
                    code.Append(c);
                    open.Push(-1);
                    continue;
                case '}' when open.Peek() == 0:
                    open.Pop();
                    code.Append(' ');
                    continue;
                case '{' or '}':
                    open.Push(open.Pop() + (c == '{' ? 1 : -1));
                    break;
            }

            code.Append(c);
        }

        return code.ToString();
    }
}
