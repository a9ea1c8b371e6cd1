using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.Scaleway;
using Microsoft.Extensions.DependencyInjection;
using ScalewayPoc.AppHost.Commands;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.AppHost.Local;

/// <summary>
/// The issuer of tokens: locally one among the emulators, with the users <c>reader</c>, <c>writer</c> and <c>admin</c>, each
/// also a client whose secret is its id; published, parameters without a value, which a deployment must give.
/// </summary>
public sealed class TokenIssuer
{
    const int Port = 5182;

    IResourceBuilder<ExecutableResource>? _local;
    IResourceBuilder<ParameterResource>? _url;
    IResourceBuilder<ParameterResource>? _audience;
    IResourceBuilder<ParameterResource>? _webClient;

    internal static TokenIssuer AddPublished(IDistributedApplicationBuilder builder, string name) => new()
    {
        _url = builder.AddParameter(name),
        _audience = builder.AddParameter($"{name}-audience"),
        _webClient = builder.AddParameter($"{name}-web-client"),
    };

    internal static TokenIssuer AddLocal(IDistributedApplicationBuilder builder, string name, string? dataFolder)
    {
        var issuer = builder.AddEmulator(name, "issuer").WithHttpEndpoint(port: Port);
        var endpoint = issuer.GetEndpoint("http");
        issuer.WithArgs("--port", endpoint.Property(EndpointProperty.TargetPort), "--issuer", endpoint.Property(EndpointProperty.Url));
        if (dataFolder is not null)
        {
            issuer.WithArgs("--data", dataFolder);
        }
        return new()
        {
            _local = issuer
                .WithHttpHealthCheck("/.well-known/openid-configuration")
                .WithUrlForEndpoint("http", url => url.DisplayText = "Issuer")
                .WithIconName("Key")
                .WithTokenCommand(),
        };
    }

    /// <summary>Makes the published site sign in at the issuer.</summary>
    public void Configure(StaticSiteOptions site)
    {
        if (_url is not null)
        {
            site.Configuration["issuer"] = _url.Resource;
            site.Configuration["clientId"] = _webClient!.Resource;
            site.Configuration["scope"] = "openid offline_access read write admin";
        }
    }

    /// <summary>Makes the local site sign in at the issuer.</summary>
    internal void Configure(IResourceBuilder<ExecutableResource> site) => site.WithEnvironment("ISSUER", _local!.GetEndpoint("http"));

    internal void Configure(IResourceBuilder<ProjectResource> service)
    {
        if (_local is not null)
        {
            service.WithEnvironment("Authentication__Issuer", _local.GetEndpoint("http"));
        }
        else
        {
            service.WithEnvironment("Authentication__Issuer", _url!).WithEnvironment("Authentication__Audience", _audience!);
        }
    }

    /// <summary>Adds a token with all scopes to the request of a dashboard command.</summary>
    internal static async Task AuthorizeAsync(HttpCommandRequestContext context) =>
        context.Request.Headers.Authorization = await AuthorizationAsync(context.Services, context.CancellationToken);

    /// <summary>The header with a token of all scopes.</summary>
    internal static async Task<AuthenticationHeaderValue> AuthorizationAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var issuer = services.GetRequiredService<DistributedApplicationModel>().Resources
            .OfType<ExecutableResource>().Single(resource => resource.Name == ResourceNames.Issuer);
        using var http = new HttpClient { BaseAddress = new Uri(new EndpointReference(issuer, "http").Url), Timeout = TimeSpan.FromSeconds(5) };
        using var response = await http.PostAsync("/connect/token", Credentials("admin"), cancellation);
        var token = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>(cancellation);
        return new("Bearer", token!["access_token"]!.GetValue<string>());
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
        issuer.Configure(project);
        return project;
    }
}
