using Microsoft.AspNetCore.Mvc;

namespace ScalewayPoc.Api.Problems;

/// <summary>One occurrence of a <see cref="ProblemType"/>, as a result of an endpoint.</summary>
/// <param name="type">What kind it is.</param>
/// <param name="detail">What is wrong this time, without secrets and hosts.</param>
public sealed class Problem(ProblemType type, string detail) : IResult, IStatusCodeHttpResult
{
    public ProblemType Type => type;

    public int? StatusCode => type.Status;

    public ProblemDetails Details => new() { Type = type.Uri, Title = type.Title, Status = type.Status, Detail = detail };

    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, Details);
}

/// <summary>Ends a request with a problem, from where no result can be returned.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Details.Detail)
{
    public ProblemException(ProblemType type, string detail)
        : this(new Problem(type, detail))
    {
    }

    public Problem Problem => problem;
}
