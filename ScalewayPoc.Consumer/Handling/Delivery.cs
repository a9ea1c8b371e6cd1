using System.Diagnostics;

namespace ScalewayPoc.Consumer.Handling;

/// <summary>How events came in.</summary>
/// <param name="Destination">Name of the queue.</param>
/// <param name="Context">The span of the delivery: of receiving the batch, or of the trigger's request; default without one.</param>
readonly record struct Delivery(string Destination, ActivityContext Context);
