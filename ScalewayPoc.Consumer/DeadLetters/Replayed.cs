namespace ScalewayPoc.Consumer.DeadLetters;

/// <summary>What became of the dead letters of one place.</summary>
/// <param name="Recorded">They are in the event log.</param>
/// <param name="Left">They were tried and stay.</param>
/// <param name="More">There may be others.</param>
readonly record struct Replayed(int Recorded, int Left, bool More);
