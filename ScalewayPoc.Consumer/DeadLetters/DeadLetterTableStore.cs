using System.Globalization;
using System.Text;
using ScalewayPoc.Consumer.Envelopes;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>The dead letters that were delivered by a trigger.</summary>
sealed class DeadLetterTableStore(DeadLetterTable table, DeadLetterReplayer replayer, TimeProvider clock)
{
    const int BatchSize = 10;

    /// <summary>Returns the newest.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public async Task<DeadLetterPage> ListAsync(int limit, RequestDeadline deadline)
    {
        var page = new DeadLetterPage(limit);
        foreach (var letter in await table.ReadNewestAsync(limit + 1, DeadLetterPage.MaxBytes, deadline.Token))
        {
            page.Add(Describe(letter));
        }
        return page;
    }

    /// <summary>Handles them again, the oldest first, or the one with an id. A letter is deleted when its event is durable in the event log.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer; the letters that were not done are still there.</exception>
    public async Task<ReplayResult> ReplayAsync(string? id, RequestDeadline deadline)
    {
        var only = NumberOf(id);
        if (id is not null && only is null)
        {
            return default;
        }
        var (recorded, left, last) = (0, 0, only - 1 ?? 0);
        while (deadline.AllowsNewWork)
        {
            var letters = await table.ReadAfterAsync(last, only is null ? BatchSize : 1, deadline.Token);
            letters.RemoveAll(letter => only is not null && letter.Id != only);
            if (letters.Count == 0)
            {
                return new(recorded, left, More: false);
            }
            last = letters[^1].Id;
            var done = await replayer.RecordAsync(
                letters, letter => EnvelopeReader.Read(letter.Body, null, clock.GetUtcNow()), ResourceNames.Ingress, default, deadline.Token);
            if (done.Count > 0)
            {
                await table.DeleteAsync([.. done.Select(letter => letter.Id)], deadline.Token);
            }
            recorded += done.Count;
            left += letters.Count - done.Count;
        }
        return new(recorded, left, More: true);
    }

    /// <summary>Deletes the one with an id, unhandled.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="EventLogUnavailableException">The database does not answer.</exception>
    public async Task<bool> DiscardAsync(string id, RequestDeadline deadline) =>
        NumberOf(id) is { } number && await table.DeleteAsync([number], deadline.Token) > 0;

    /// <summary>The id of a row; <see langword="null"/> for that of a message of the queue.</summary>
    static long? NumberOf(string? id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    static DeadLetter Describe(StoredLetter letter) => new(
        letter.Id.ToString(CultureInfo.InvariantCulture), DeadLetterStore.Table, letter.ReceivedAt, Deliveries: null, letter.Reason,
        Encoding.UTF8.GetString(letter.Body));
}
