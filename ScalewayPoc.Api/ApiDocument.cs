using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Api;

/// <summary>
/// The API's description: OpenAPI 3.1 in every environment, since clients are generated from it; in development also a page
/// to try it out.
/// </summary>
static class ApiDocument
{
    const string BearerScheme = "bearer";

    public static void AddApiDocument(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options =>
            ApiJsonContext.Configure(options.SerializerOptions).TypeInfoResolverChain.Insert(0, ApiJsonContext.Default));
        builder.Services.AddOpenApi(options => options
            .AddDocumentTransformer((document, _, _) => Describe(document))
            .AddOperationTransformer((operation, _, _) => Bound(operation))
            .AddOperationTransformer((operation, _, _) => Illustrate(operation))
            .AddOperationTransformer(Secure));
    }

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapOpenApi().RequireScopeOutsideDevelopment(app.Environment);
        if (app.Environment.IsDevelopment())
        {
            app.MapScalarApiReference("/scalar").AllowAnonymous();
        }
    }

    /// <summary>Documents a header that is bound by a custom type, which the framework does not describe.</summary>
    public static RouteHandlerBuilder WithHeaderParameter(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
            return Task.CompletedTask;
        });

    static Task Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "ScalewayPoc API",
            Version = "v1",
            Description = "JSON values under keys, and events; every write is an event in one log.",
            Contact = new() { Name = "The ScalewayPoc maintainers" },
        };
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = $"An access token of the configured issuer, with the scopes {string.Join(", ", Scopes.All)}.",
            },
        };
        // The document is the same wherever the API runs.
        document.Servers = [new() { Url = "/" }];
        if (document.Components?.Schemas?["ProblemDetails"].Properties is { } problem)
        {
            problem["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Trace of the request, in traces and logs." };
        }
        // The framework leaves out that the items of a list may be null.
        if (document.Components?.Schemas?["EventStatistics"].Properties?["intervalLatencies"] is OpenApiSchema { Items: { } latency } latencies)
        {
            latencies.Items = new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, latency] };
        }
        return Task.CompletedTask;
    }

    /// <summary>Adds the scope that the operation's policy requires, the responses without it, and that of the rate limit.</summary>
    static Task Secure(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Responses ??= [];
        operation.Responses["429"] = new OpenApiResponse { Description = "The caller sends too many requests; Retry-After has the seconds to wait." };
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IAllowAnonymous>().Any())
        {
            return Task.CompletedTask;
        }
        var scopes = metadata.OfType<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToList();
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = scopes }];
        operation.Responses["401"] = new OpenApiResponse { Description = "No token, or an invalid one." };
        if (scopes.Count > 0)
        {
            operation.Responses["403"] = new OpenApiResponse { Description = $"The token lacks the scope {string.Join(", ", scopes)}." };
        }
        return Task.CompletedTask;
    }

    /// <summary>Adds the bounds that are checked by hand for better error details.</summary>
    static Task Bound(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Schema = parameter.Name switch
            {
                "limit" => new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = $"{PageRequest.MinLimit}",
                    Maximum = $"{PageRequest.MaxLimit}",
                    Default = PageRequest.DefaultLimit,
                },
                "minutes" => new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer,
                    Minimum = $"{Events.EventStatisticsReader.MinMinutes}",
                    Maximum = $"{Events.EventStatisticsReader.MaxMinutes}",
                    Default = 10,
                },
                "key" => new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    MaxLength = Limits.KeyLength,
                    Pattern = KeyValues.KeyGrammar.Pattern,
                },
                _ => parameter.Schema,
            };
        }
        return Task.CompletedTask;
    }

    /// <summary>Adds the examples of examples.json: of the request, and of each status.</summary>
    static async Task Illustrate(OpenApiOperation operation)
    {
        await using var file = typeof(ApiDocument).Assembly.GetManifestResourceStream("examples.json")!;
        var examples = (await JsonNode.ParseAsync(file))![operation.OperationId!] as JsonObject ?? [];
        foreach (var (name, example) in examples)
        {
            var content = name == "request" ? operation.RequestBody!.Content : operation.Responses![name].Content;
            content!["application/json"].Example = example!.DeepClone();
        }
    }
}
