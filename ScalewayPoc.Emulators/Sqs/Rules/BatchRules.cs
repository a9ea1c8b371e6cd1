using System.Text.RegularExpressions;
using ScalewayPoc.Emulators.Sqs.Protocol;

namespace ScalewayPoc.Emulators.Sqs.Rules;

/// <summary>
/// Rules of a batch as a whole: 1 to 10 entries with distinct ids. Breaking one refuses the batch; an invalid entry
/// fails alone.
/// </summary>
static partial class BatchRules
{
    const int MaxEntries = 10;

    public static List<T> Check<T>(List<T>? entries)
        where T : IBatchEntry
    {
        if (entries is not { Count: > 0 })
            throw new SqsException(SqsError.EmptyBatchRequest, "There should be at least one entry in the batch.");
        if (entries.Count > MaxEntries)
            throw new SqsException(SqsError.TooManyEntriesInBatchRequest,
                $"Maximum number of entries per request are {MaxEntries}. You have sent {entries.Count}.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!EntryId().IsMatch(entry?.Id ?? ""))
                throw new SqsException(SqsError.InvalidBatchEntryId,
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");
            if (!ids.Add(entry!.Id!))
                throw new SqsException(SqsError.BatchEntryIdsNotDistinct, $"Id {entry.Id} repeated.");
        }

        return entries;
    }

    /// <summary>All messages of a batch together have the size limit of one.</summary>
    public static void CheckSize(List<SendMessageBatchEntry> entries, PlatformRules rules)
    {
        var size = entries.Sum(entry => (long)MessageRules.Size(entry));
        if (size > rules.MaxMessageBytes)
            throw new SqsException(SqsError.BatchRequestTooLong,
                $"Batch requests cannot be longer than {rules.MaxMessageBytes} bytes. You have sent {size} bytes.");
    }

    /// <summary>Carries out each entry; those that are refused are reported and harm no other.</summary>
    public static BatchResponse<TResult> Each<TEntry, TResult>(IReadOnlyList<TEntry> entries, Func<TEntry, TResult> carryOut)
        where TEntry : IBatchEntry
    {
        var successful = new List<TResult>(entries.Count);
        var failed = new List<BatchFailure>();
        foreach (var entry in entries)
        {
            try
            {
                successful.Add(carryOut(entry));
            }
            catch (SqsException e)
            {
                failed.Add(new BatchFailure(entry.Id!, e.Error.Code, e.Message, SenderFault: true));
            }
        }

        return new BatchResponse<TResult>(successful, failed);
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,80}\z")]
    private static partial Regex EntryId();
}
