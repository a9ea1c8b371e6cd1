using System.Data.Common;

namespace ScalewayPoc.Contracts;

/// <summary>
/// Connection string of one queue: <c>Endpoint=…;Region=…;AccessKey=…;SecretKey=…;QueueUrl=…</c>. Scaleway Queues has
/// keys of its own (not IAM keys), a region for the signature and a full queue URL; local emulators take any keys. The
/// AppHost and OpenTofu write it, the services and the local trigger read it.
/// </summary>
/// <param name="Endpoint">Service URL, e.g. <c>https://sqs.mnq.fr-par.scaleway.com</c>.</param>
/// <param name="Region">Region that requests are signed for, e.g. <c>fr-par</c>.</param>
/// <param name="AccessKey">Access key.</param>
/// <param name="SecretKey">Secret key.</param>
/// <param name="QueueUrl">Full URL of the queue.</param>
public sealed record SqsConnection(Uri Endpoint, string Region, string AccessKey, string SecretKey, Uri QueueUrl)
{
    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">A part is missing or is not a URL; the message names it.</exception>
    public static SqsConnection Parse(string connectionString)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = connectionString;
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"Not a queue connection string (Key=value;…): {e.Message}", e);
        }

        return new SqsConnection(Url("Endpoint"), Text("Region"), Text("AccessKey"), Text("SecretKey"), Url("QueueUrl"));

        string Text(string name) => parts.TryGetValue(name, out var value) && value is string { Length: > 0 } text
            ? text
            : throw new FormatException($"The queue connection string has no {name}.");

        Uri Url(string name) => Uri.TryCreate(Text(name), UriKind.Absolute, out var url)
            ? url
            : throw new FormatException($"{name} in the queue connection string is not an absolute URL.");
    }

    /// <summary>Name of the queue: the last part of its URL.</summary>
    public string QueueName => QueueUrl.Segments[^1].TrimEnd('/');

    /// <summary>Leaves the secret out.</summary>
    public override string ToString() => $"{QueueUrl} (region {Region}, access key {AccessKey})";
}
