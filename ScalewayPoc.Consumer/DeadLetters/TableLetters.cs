using System.Globalization;
using System.Text;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>The dead letters that a trigger delivered.</summary>
sealed class TableLetters(DeadLetterTable table, Replayer replayer)
{
    const int BatchSize = 10;

    /// <summary>Looks at the newest.</summary>
    /// <exception cref="EventLogUnavailableException">The database does not answer now.</exception>
    public async Task<Excerpt> ListAsync(int limit, TimeLimit time)
    {
        var excerpt = new Excerpt(limit);
        foreach (var letter in await table.ReadNewestAsync(limit + 1, Excerpt.MostBytes, time.End))
        {
            excerpt.Add(Describe(letter));
        }
        return excerpt;
    }

    /// <summary>Handles them again, the oldest first. One is deleted when it is durable in the event log.</summary>
    /// <exception cref="EventLogUnavailableException">The database takes nothing now; what has not been done is still there.</exception>
    public async Task<Replayed> ReplayAsync(TimeLimit time)
    {
        var (recorded, left, last) = (0, 0, 0L);
        while (time.AllowsMore)
        {
            var letters = await table.ReadAfterAsync(last, BatchSize, time.End);
            if (letters.Count == 0)
            {
                return new(recorded, left, More: false);
            }
            last = letters[^1].Id;
            var done = await replayer.RecordAsync(letters, letter => EnvelopeReader.Read(letter.Body, null), ResourceNames.Ingress, time.End);
            if (done.Count > 0)
            {
                await table.DeleteAsync([.. done.Select(letter => letter.Id)], time.End);
            }
            recorded += done.Count;
            left += letters.Count - done.Count;
        }
        return new(recorded, left, More: true);
    }

    static DeadLetter Describe(StoredLetter letter) => new(
        letter.Id.ToString(CultureInfo.InvariantCulture), DeadLetterStore.Table, letter.ReceivedAt, Deliveries: null, letter.Reason,
        Encoding.UTF8.GetString(letter.Body));
}
