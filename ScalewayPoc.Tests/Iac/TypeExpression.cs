using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Iac;

/// <summary>A type constraint of a variable, as far as it has fields: an object's fields, or one field "*" for a map or list.</summary>
sealed partial class TypeExpression
{
    [GeneratedRegex(@"\s*(?:(?<word>[\w-]+)|(?<sign>[(){}=,\[\]])|(?<text>""[^""]*""))")]
    private static partial Regex Token();

    public Dictionary<string, TypeExpression> Fields { get; } = [];

    public HashSet<string> Optional { get; } = [];

    /// <summary>Reads what the parser gives for <c>type = …</c>.</summary>
    public static TypeExpression Parse(string expression)
    {
        var code = expression.StartsWith("${", StringComparison.Ordinal) ? expression[2..^1] : expression;
        var tokens = new Queue<string>(Token().Matches(code).Select(match => match.Value.Trim()));
        return Read(tokens).Type;
    }

    /// <summary>All paths to a field that has no fields itself, such as <c>*.image.name</c>.</summary>
    public IEnumerable<string> Leaves() => Fields.SelectMany(field => field.Value.Fields.Count == 0
        ? [field.Key]
        : field.Value.Leaves().Select(leaf => $"{field.Key}.{leaf}"));

    static (TypeExpression Type, bool Optional) Read(Queue<string> tokens)
    {
        var word = tokens.Dequeue();
        if (!tokens.TryPeek(out var next) || next != "(")
        {
            return (new TypeExpression(), false);
        }

        tokens.Dequeue();
        if (word == "object")
        {
            return (ReadObject(tokens), false);
        }

        var (inner, _) = Read(tokens);
        SkipDefault(tokens);
        if (word == "optional")
        {
            return (inner, true);
        }

        var collection = new TypeExpression();
        collection.Fields["*"] = inner;
        return (collection, false);
    }

    static TypeExpression ReadObject(Queue<string> tokens)
    {
        var type = new TypeExpression();
        tokens.Dequeue();
        while (tokens.Dequeue() is not "}" and var name)
        {
            if (name == ",")
            {
                continue;
            }

            tokens.Dequeue();
            (type.Fields[name], var optional) = Read(tokens);
            if (optional)
            {
                type.Optional.Add(name);
            }
        }

        tokens.Dequeue();
        return type;
    }

    /// <summary>Up to and with the closing bracket.</summary>
    static void SkipDefault(Queue<string> tokens)
    {
        for (var depth = 1; depth > 0;)
        {
            depth += tokens.Dequeue() switch { "(" => 1, ")" => -1, _ => 0 };
        }
    }
}
