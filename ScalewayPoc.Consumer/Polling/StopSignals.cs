namespace ScalewayPoc.Consumer.Polling;

/// <summary>The steps of stopping, in their order.</summary>
/// <param name="Stopping">The service is to stop: nothing new is begun, and nothing waited for.</param>
/// <param name="PollEnd">Polls that still run are cancelled.</param>
/// <param name="Drained">Time is up: what is not done is given back.</param>
readonly record struct StopSignals(CancellationToken Stopping, CancellationToken PollEnd, CancellationToken Drained);
