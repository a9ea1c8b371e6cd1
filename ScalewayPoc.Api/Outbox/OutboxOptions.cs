using System.ComponentModel.DataAnnotations;

namespace ScalewayPoc.Api.Outbox;

/// <summary>Settings of the outbox, section <c>Outbox</c>.</summary>
sealed class OutboxOptions
{
    public const string Section = "Outbox";

    /// <summary>
    /// Most events that wait for the queue; above, writes are refused with 503. Each takes up to 65 KiB of Redis, so the
    /// default needs 650 MB in the worst case and 10 MB with events of 1 KB.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>Requests to the queue at the same time, each with up to ten events.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 4;

    /// <summary>How often the outbox is swept for what was left behind.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Age from which an entry counts as left behind by whoever accepted it.</summary>
    public TimeSpan SweepAge { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a stopping process goes on sending; the rest stays in the outbox for another one.</summary>
    public TimeSpan FlushTime { get; set; } = TimeSpan.FromSeconds(5);
}
