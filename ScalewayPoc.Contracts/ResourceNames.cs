namespace ScalewayPoc.Contracts;

/// <summary>Names of the resources in the application model; services read the connection string of the same name.</summary>
public static class ResourceNames
{
    /// <summary>Key/value store (Redis).</summary>
    public const string Redis = "redis";

    /// <summary>Database of the event log (PostgreSQL).</summary>
    public const string Events = "events";

    /// <summary>Queue between API and Consumer (SQS).</summary>
    public const string Ingress = "ingress";

    /// <summary>Dead-letter queue of <see cref="Ingress"/>.</summary>
    public const string IngressDeadLetters = "ingress-dlq";

    /// <summary>
    /// Name of the connection string of <see cref="IngressDeadLetters"/>: becomes part of a variable's name, where a hyphen
    /// may not be.
    /// </summary>
    public const string DeadLettersConnection = "deadletters";

    /// <summary>The REST API.</summary>
    public const string Api = "api";

    /// <summary>The consumer of <see cref="Ingress"/>.</summary>
    public const string Consumer = "consumer";

    /// <summary>The issuer of tokens, on the developer's machine.</summary>
    public const string Issuer = "issuer";

    /// <summary>The web application.</summary>
    public const string Web = "web";
}
