using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.AppHost.Commands;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.AppHost.Local;

/// <summary>
/// The issuer of tokens: locally one among the emulators, with the users <c>reader</c>, <c>writer</c> and <c>admin</c>, each
/// also a client whose secret is its id; published, whatever the deployment names.
/// </summary>
/// <param name="resource">The local issuer; <see langword="null"/> when publishing.</param>
public sealed class TokenIssuer(IResourceBuilder<ExecutableResource>? resource)
{
    const int Port = 5182;

    internal static TokenIssuer AddLocal(IDistributedApplicationBuilder builder, string name, string? dataFolder)
    {
        var issuer = builder.AddEmulator(name, "issuer").WithHttpEndpoint(port: Port);
        var endpoint = issuer.GetEndpoint("http");
        issuer.WithArgs("--port", endpoint.Property(EndpointProperty.TargetPort), "--issuer", endpoint.Property(EndpointProperty.Url));
        if (dataFolder is not null)
        {
            issuer.WithArgs("--data", dataFolder);
        }
        return new(issuer
            .WithHttpHealthCheck("/.well-known/openid-configuration")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Issuer")
            .WithIconName("Key")
            .WithTokenCommand());
    }

    /// <summary>Sets a variable to the issuer's URL.</summary>
    internal void SetUrl<T>(IResourceBuilder<T> target, string variable)
        where T : IResourceWithEnvironment
    {
        if (resource is not null)
        {
            target.WithEnvironment(variable, resource.GetEndpoint("http"));
        }
    }

    /// <summary>Adds a token with all scopes to the request of a dashboard command.</summary>
    internal static async Task AuthorizeAsync(HttpCommandRequestContext context)
    {
        var issuer = context.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .OfType<ExecutableResource>().Single(resource => resource.Name == ResourceNames.Issuer);
        using var http = new HttpClient { BaseAddress = new Uri(new EndpointReference(issuer, "http").Url), Timeout = TimeSpan.FromSeconds(5) };
        using var response = await http.PostAsync("/connect/token", Credentials("admin"), context.CancellationToken);
        var token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(context.CancellationToken);
        context.Request.Headers.Authorization = new("Bearer", token!["access_token"]!.GetValue<string>());
    }

    internal static FormUrlEncodedContent Credentials(string user) =>
        new(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = user, ["client_secret"] = user });
}

/// <summary>Adds the use of a <see cref="TokenIssuer"/>.</summary>
public static class TokenIssuerExtensions
{
    /// <summary>Makes a service accept the tokens of the issuer.</summary>
    public static IResourceBuilder<ProjectResource> WithTokensOf(this IResourceBuilder<ProjectResource> project, TokenIssuer issuer)
    {
        issuer.SetUrl(project, "Authentication__Issuer");
        return project;
    }
}
