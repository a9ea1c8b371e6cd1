using System.Text.Json.Serialization;

namespace ScalewayPoc.Api.Problems;

/// <summary>A kind of error, by RFC 9457. Its URI is stable and can be read: it is served by <see cref="ProblemsApi"/>.</summary>
/// <param name="Name">Last segment of the URI.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Description">What it means and what to do.</param>
public sealed record ProblemType(string Name, int Status, string Title, string Description)
{
    /// <summary>Where the types are served; below <c>/api</c>, since an edge in front passes nothing else on.</summary>
    public const string Path = "/api/problems";

    /// <summary>The <c>type</c> member: a reference relative to the API's root.</summary>
    [JsonPropertyName("type")]
    public string Uri => $"{Path}/{Name}";
}
