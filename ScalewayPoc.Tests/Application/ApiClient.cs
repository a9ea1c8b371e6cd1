using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Application;

/// <summary>Client of the REST API.</summary>
public sealed class ApiClient(HttpClient http)
{
    public HttpClient Http => http;

    public Task<HttpResponseMessage> PutAsync(string key, string json) => http.PutAsync($"/api/kv/{key}", Json(json));

    public Task<HttpResponseMessage> PostEventAsync(string json) => http.PostAsync("/api/events", Json(json));

    public async Task<JsonNode> GetJsonAsync(string path) => (await http.GetFromJsonAsync<JsonNode>(path))!;

    /// <summary>Sends an event and returns its id.</summary>
    public async Task<string> SendEventAsync(string type, string subject, string data)
    {
        var response = await PostEventAsync($$"""{"type":"{{type}}","subject":"{{subject}}","data":{{data}}}""");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();
    }

    /// <summary>Waits until an event is in the event log.</summary>
    public Task<JsonNode> WaitUntilProcessedAsync(string id, TimeSpan timeout) => Eventually.GetAsync(
        () => GetJsonAsync($"/api/events/{id}"),
        state => state["state"]!.GetValue<string>() == "processed",
        timeout, $"event {id} processed");

    static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
