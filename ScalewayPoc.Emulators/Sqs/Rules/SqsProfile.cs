namespace ScalewayPoc.Emulators.Sqs.Rules;

/// <summary>Whose limits the simulator has.</summary>
public enum SqsProfile
{
    /// <summary>Scaleway Queues: what the platform lacks is refused, so that it is missed here and not in production.</summary>
    Scaleway,

    /// <summary>Amazon SQS.</summary>
    Aws,
}
