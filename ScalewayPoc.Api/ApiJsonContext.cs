using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using ScalewayPoc.Api.Events;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Api.Rebuild;
using ScalewayPoc.Api.Status;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Api;

/// <summary>Source-generated JSON for all that the API reads and writes.</summary>
[JsonSerializable(typeof(DeadLetterList))]
[JsonSerializable(typeof(EventAccepted))]
[JsonSerializable(typeof(EventStatistics))]
[JsonSerializable(typeof(EventStatus))]
[JsonSerializable(typeof(LoggedEvent))]
[JsonSerializable(typeof(NewEvent))]
[JsonSerializable(typeof(Page<LoggedEvent>))]
[JsonSerializable(typeof(KeyPage))]
[JsonSerializable(typeof(KeyDeleted))]
[JsonSerializable(typeof(KeyWritten))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(ProblemType[]))]
[JsonSerializable(typeof(RebuildResult))]
[JsonSerializable(typeof(ReplayOutcome))]
[JsonSerializable(typeof(SystemStatus))]
sealed partial class ApiJsonContext : JsonSerializerContext
{
    /// <summary>The context with <see cref="Configure"/>d options.</summary>
    public static readonly ApiJsonContext Web = new(Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web)));

    /// <summary>
    /// Absent values are written as <c>null</c>, so that every property of a response is always there, as the OpenAPI
    /// document says.
    /// </summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        StrictJson.Configure(options);
        // JSON that is never part of a page of HTML need not look as if it were.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        // An event's data may have the full depth, and stands in an object.
        options.MaxDepth = Limits.DataDepth + 1;
        return options;
    }
}
