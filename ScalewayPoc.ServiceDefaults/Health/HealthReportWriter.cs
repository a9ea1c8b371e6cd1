using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ScalewayPoc.ServiceDefaults.Health;

/// <summary>
/// Writes <c>{"status":"Unhealthy","checks":{"redis":{"status":"Unhealthy","milliseconds":12,"reason":"…"}}}</c>.
/// </summary>
static class HealthReportWriter
{
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status.ToString());
        json.WriteStartObject("checks");
        foreach (var (name, check) in report.Entries)
        {
            json.WriteStartObject(name);
            json.WriteString("status", check.Status.ToString());
            json.WriteNumber("milliseconds", (long)check.Duration.TotalMilliseconds);
            if (check.Description is not null)
            {
                json.WriteString("reason", check.Description);
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
