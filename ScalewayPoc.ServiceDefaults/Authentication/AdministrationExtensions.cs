using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.ServiceDefaults.Authentication;

/// <summary>Administration: dead letters and rebuilding.</summary>
public static class AdministrationExtensions
{
    /// <summary>
    /// Allows callers whose token has the scope <c>admin</c>. In development, where every page in the developer's browser reaches
    /// the service, it also refuses another <c>Host</c> than this machine's names (a foreign name that resolves to this machine), an
    /// <c>Origin</c> of another machine, and the content types that a page may send without asking. Published, the services have
    /// the platform's names, and pages of other sites have no token.
    /// </summary>
    public static TBuilder RequireAdministrator<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireScope(Scopes.Admin).AddEndpointFilter(RefuseForeignPagesAsync);

    static ValueTask<object?> RefuseForeignPagesAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return http.RequestServices.GetRequiredService<IHostEnvironment>().IsDevelopment() && FindFault(http.Request) is var (status, detail)
            ? ValueTask.FromResult<object?>(TypedResults.Problem(detail, statusCode: status))
            : next(context);
    }

    static (int Status, string Detail)? FindFault(HttpRequest request)
    {
        if (!IsThisMachine($"http://{request.Host}"))
        {
            return (StatusCodes.Status421MisdirectedRequest, $"Administration has the host localhost, not '{request.Host}'.");
        }
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsThisMachine(origin))
        {
            return (StatusCodes.Status421MisdirectedRequest, $"Administration accepts no requests of pages at '{origin}'.");
        }
        return request.ContentType is { Length: > 0 } type && !request.HasJsonContentType()
            ? (StatusCodes.Status415UnsupportedMediaType, $"Administration accepts application/json, not '{type}'.")
            : null;
    }

    static bool IsThisMachine(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) && url.IsLoopback;
}
