namespace ScalewayPoc.Emulators.Sqs.Protocol;

/// <summary>
/// How the query protocol names the members that the JSON protocol has: lists and maps are flattened, so the items are
/// named in the singular (Amazon SQS API 2012-11-05).
/// </summary>
static class QueryNames
{
    public static string RequestItem(string member, string action) => member == "Entries" ? $"{action}RequestEntry" : Singular(member);

    public static string ResponseItem(string member, string action) => member switch
    {
        "Successful" or "Results" => $"{action}ResultEntry",
        "Failed" => "BatchResultErrorEntry",
        _ => Singular(member),
    };

    /// <summary>Whether a member of a response is a map and not a structure.</summary>
    public static bool IsMap(string member) => member is "Attributes" or "MessageAttributes" or "Tags";

    /// <summary>The field with the key of a map's entry.</summary>
    public static string MapKey(string member) => member is "Tags" or "tags" ? "Key" : "Name";

    /// <summary>E.g. QueueUrl for QueueUrls and for queueUrls.</summary>
    public static string Singular(string member) => char.ToUpperInvariant(member[0]) + member[1..^1];
}
