namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>
/// Checks the model against the documented limits of the platform before anything is written. OpenTofu would report some of
/// them in the plan and most only during apply, when half of the resources exist.
/// </summary>
static class PlatformValidator
{
    static readonly Func<ScalewayModel, IEnumerable<ValidationError>>[] Rules =
    [
        UnpublishedResources,
        ContainerRules.Validate,
        BindingRules.Validate,
        TriggerRules.Validate,
        QueueRules.Validate,
        DataRules.Validate,
        SiteRules.Validate,
    ];

    /// <summary>All errors, in the order of the rules.</summary>
    public static IReadOnlyList<ValidationError> Validate(ScalewayModel model) => [.. Rules.SelectMany(rule => rule(model))];

    static IEnumerable<ValidationError> UnpublishedResources(ScalewayModel model) => model.Unpublished.Select(resource => new ValidationError(
        resource.Name, $"is not published", $"call one of the PublishAs… methods, or ExcludeFromManifest to leave it out", Sources.Library));
}
