using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScalewayPoc.AppHost.Commands;

/// <summary>Results of commands in the dashboard.</summary>
static class CommandResult
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Shows the JSON of the response at once: the dashboard lists a command's message among the notifications only, and
    /// <c>HttpCommandOptions.ResultMode</c> does not open its result.
    /// </summary>
    public static async Task<ExecuteCommandResult> ShowResponseAsync(HttpCommandResultContext context)
    {
        var text = await context.Response.Content.ReadAsStringAsync(context.CancellationToken);
        var status = $"HTTP {(int)context.Response.StatusCode}";
        var data = new CommandResultData { Value = Format(text), Format = CommandResultFormat.Json, DisplayImmediately = true };
        return context.Response.IsSuccessStatusCode ? CommandResults.Success(status, data) : CommandResults.Failure(status, data);
    }

    /// <summary>Shows a result as JSON at once.</summary>
    public static ExecuteCommandResult Show<T>(T value) => CommandResults.Success(
        "Done", new CommandResultData { Value = JsonSerializer.Serialize(value, Indented), Format = CommandResultFormat.Json, DisplayImmediately = true });

    static string Format(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString(Indented) ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
