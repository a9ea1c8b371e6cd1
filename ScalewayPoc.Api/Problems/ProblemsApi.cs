using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScalewayPoc.Api.Problems;

/// <summary>Errors by RFC 9457, and the documents that their <c>type</c> members point to.</summary>
static class ProblemsApi
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddProblemDetails();
        builder.Services.AddExceptionHandler<ApiExceptionHandler>();
        // A malformed parameter gives a problem instead of an empty 400.
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    public static void MapProblems(this IEndpointRouteBuilder routes)
    {
        var problems = routes.MapGroup(ProblemType.Path).AllowAnonymous().WithTags("Problems");
        problems.MapGet("/", () => TypedResults.Ok(ProblemTypes.ByName.Values.OrderBy(type => type.Name, StringComparer.Ordinal).ToArray()))
            .WithName("ListProblemTypes")
            .WithSummary("List the kinds of errors")
            .WithDescription("Every error of this API is a problem document (RFC 9457) whose type is one of these.");
        problems.MapGet("/{name}", Get)
            .WithName("GetProblemType")
            .WithSummary("Explain a kind of error")
            .WithDescription("What an error means and what to do about it: the document that its type points to.")
            .ProducesProblems(ProblemTypes.NotFound);
    }

    static Results<Ok<ProblemType>, Problem> Get(string name) => ProblemTypes.ByName.TryGetValue(name, out var type)
        ? TypedResults.Ok(type)
        : new Problem(ProblemTypes.NotFound, $"There is no kind of error named '{name}'.");

    /// <summary>Documents the errors of an endpoint, and those of any endpoint.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ProblemType[] types)
    {
        foreach (var status in types.Select(type => type.Status).Distinct().Order())
        {
            endpoint.ProducesProblem(status);
        }
        return endpoint;
    }
}
