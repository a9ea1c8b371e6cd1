using Npgsql;

namespace ScalewayPoc.Tests.TotalQueue;

/// <summary>A running system that is used and looked into.</summary>
interface ISystem
{
    /// <summary>The APIs.</summary>
    IReadOnlyList<HttpClient> Apis { get; }

    /// <summary>The Consumers.</summary>
    IReadOnlyList<HttpClient> Consumers { get; }

    /// <summary>The event log.</summary>
    NpgsqlDataSource Log { get; }

    /// <summary>Number of messages in a queue, in flight or not.</summary>
    Task<int> DepthAsync(string queue);
}
