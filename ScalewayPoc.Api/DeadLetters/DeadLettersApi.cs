using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ScalewayPoc.Api.Problems;
using ScalewayPoc.Contracts;
using ScalewayPoc.ServiceDefaults.Authentication;

namespace ScalewayPoc.Api.DeadLetters;

/// <summary>
/// The resource <c>/api/dead-letters</c>: forwards to the Consumer where its address is configured, which is on a
/// developer's machine. Elsewhere the Consumer is private, and this API, which is public, does not reach it.
/// </summary>
static class DeadLettersApi
{
    const string UrlKey = "DeadLetters:Url";

    /// <exception cref="InvalidOperationException">The Consumer's address is not an absolute URL.</exception>
    public static void AddDeadLetters(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[UrlKey] is not { Length: > 0 } text)
        {
            return;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw new InvalidOperationException($"{UrlKey} must be the Consumer's address, but is '{text}'.");
        }
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddHttpClient<DeadLettersClient>(client => client.BaseAddress = url);
    }

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/api/dead-letters").WithTags("Dead letters");
        letters.MapGet("/", List)
            .RequireAdministrator()
            .WithName("ListDeadLetters")
            .WithSummary("List dead letters")
            .WithDescription("Messages that did not become events, the newest first, with the reason. Only where DeadLetters:Url is set.")
            .ProducesProblems(ProblemTypes.Paging, ProblemTypes.DeadLettersDisabled, ProblemTypes.Unavailable);
        letters.MapPost("/replay", Replay)
            .RequireAdministrator()
            .WithName("ReplayDeadLetters")
            .WithSummary("Handle dead letters again")
            .WithDescription("Idempotent: a dead letter whose event is in the event log is deleted, the others stay. Only where DeadLetters:Url is set.")
            .ProducesProblems(ProblemTypes.DeadLettersDisabled, ProblemTypes.Unavailable);
        letters.MapDelete("/{id}", Discard)
            .RequireAdministrator()
            .WithName("DiscardDeadLetter")
            .WithSummary("Discard a dead letter")
            .WithDescription("Deletes it; its event is never recorded. Only where DeadLetters:Url is set.")
            .ProducesProblems(ProblemTypes.DeadLetterNotFound, ProblemTypes.Unavailable);
    }

    static async Task<Results<Ok<DeadLetterList>, Problem>> List(
        [FromServices] DeadLettersClient? client, CancellationToken cancellation,
        [Description("Maximum number of items.")] string? limit = null)
    {
        var size = new PageRequest { Limit = limit }.Size;
        return client is null ? Disabled() : TypedResults.Ok(await client.ListAsync(size, cancellation));
    }

    static async Task<Results<Ok<ReplayOutcome>, Problem>> Replay(
        [FromServices] DeadLettersClient? client, CancellationToken cancellation, [Description("Only the one with this id.")] string? id = null) =>
        client is null ? Disabled() : TypedResults.Ok(await client.ReplayAsync(id, cancellation));

    static async Task<Results<NoContent, Problem>> Discard([FromServices] DeadLettersClient? client, string id, CancellationToken cancellation) =>
        client is null ? Disabled()
            : await client.DiscardAsync(id, cancellation) ? TypedResults.NoContent()
            : new Problem(ProblemTypes.DeadLetterNotFound, "No dead letter has this id.");

    static Problem Disabled() => new(ProblemTypes.DeadLettersDisabled, $"{UrlKey} is not set.");
}
