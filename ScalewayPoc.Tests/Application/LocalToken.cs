using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ScalewayPoc.AppHost.Local;

namespace ScalewayPoc.Tests.Application;

/// <summary>Tokens of the issuer that the AppHost has started.</summary>
static class LocalToken
{
    /// <summary>Sends a token of a user with each request.</summary>
    /// <param name="http">Client of the API or the Consumer.</param>
    /// <param name="issuer">Address of the issuer.</param>
    /// <param name="user">One of reader, writer and admin.</param>
    public static async Task<HttpClient> WithTokenOfAsync(this HttpClient http, Uri issuer, string user = "admin")
    {
        using var client = new HttpClient { BaseAddress = issuer };
        using var response = await client.PostAsync("/connect/token", TokenIssuer.Credentials(user));
        var token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>();
        return http.WithToken(token!["access_token"]!.GetValue<string>());
    }
}
