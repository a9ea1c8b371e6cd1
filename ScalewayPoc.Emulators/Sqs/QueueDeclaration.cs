namespace ScalewayPoc.Emulators.Sqs;

/// <summary>A queue that exists from the start.</summary>
/// <param name="Name">Name, 1 to 80 letters, digits, '-' and '_'; with the suffix <c>.fifo</c> it is a FIFO queue.</param>
/// <param name="Attributes">Queue attributes by their SQS names, e.g. <c>VisibilityTimeout</c>; others keep what they have.</param>
/// <param name="DeadLetter">Name of its dead-letter queue, made too when not declared; null for none.</param>
/// <param name="MaxReceiveCount">Receives after which a message goes there, 1 to 1000.</param>
public sealed record QueueDeclaration(
    string Name, IReadOnlyDictionary<string, string> Attributes, string? DeadLetter = null, int MaxReceiveCount = QueueDeclaration.DefaultMaxReceiveCount)
{
    /// <summary>Receives before a message is a dead letter, where nothing else is said.</summary>
    public const int DefaultMaxReceiveCount = 10;

    /// <summary>
    /// Reads <c>NAME[,deadLetter=NAME][,maxReceiveCount=N][,attribute=value…]</c>, attributes with a small first letter:
    /// <c>ingress,deadLetter=ingress-dlq,maxReceiveCount=5,visibilityTimeout=30</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is not a declaration; the message has the reason.</exception>
    public static QueueDeclaration Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var declaration = new QueueDeclaration(parts[0], new Dictionary<string, string>());
        if (parts[0].Length == 0)
            throw new FormatException("A queue needs a name: NAME[,deadLetter=NAME,maxReceiveCount=N,visibilityTimeout=S,…].");
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts[1..])
        {
            if (part.Split('=', 2) is not [{ Length: > 0 } key, { Length: > 0 } value])
                throw new FormatException($"'{part}' of queue {declaration.Name} is not option=value.");
            declaration = key switch
            {
                "deadLetter" => declaration with { DeadLetter = value },
                "maxReceiveCount" when int.TryParse(value, out var count) && count is >= 1 and <= 1000 => declaration with { MaxReceiveCount = count },
                "maxReceiveCount" => throw new FormatException($"maxReceiveCount of queue {declaration.Name} must be 1 to 1000."),
                _ => With(declaration, attributes, key, value),
            };
        }

        return declaration with { Attributes = attributes };
    }

    static QueueDeclaration With(QueueDeclaration declaration, Dictionary<string, string> attributes, string key, string value)
    {
        var name = char.ToUpperInvariant(key[0]) + key[1..];
        if (!char.IsLower(key[0]) || !QueueAttribute.IsSettable(name))
            throw new FormatException($"Queue {declaration.Name} has no option '{key}'; it has deadLetter, maxReceiveCount, visibilityTimeout, "
                + "messageRetentionPeriod, receiveMessageWaitTimeSeconds, maximumMessageSize and contentBasedDeduplication.");
        attributes[name] = value;
        return declaration;
    }
}
