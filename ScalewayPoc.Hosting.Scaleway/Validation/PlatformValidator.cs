namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>
/// Checks the model against the documented limits of the platform before anything is written. OpenTofu would report some of
/// them in the plan and most only during apply, when half of the resources exist.
/// </summary>
static class PlatformValidator
{
    /// <summary>All errors, in the order of the rules.</summary>
    public static IReadOnlyList<ValidationError> Validate(ScalewayModel model)
    {
        var errors = new ValidationErrors();
        foreach (var resource in model.Unpublished)
        {
            errors.Add(new(resource.Name, $"is not published", $"call one of the PublishAs… methods, or ExcludeFromManifest to leave it out", Sources.Library));
        }
        ContainerRules.Validate(model, errors);
        BindingRules.Validate(model, errors);
        TriggerRules.Validate(model, errors);
        QueueRules.Validate(model, errors);
        DataRules.Validate(model, errors);
        SiteRules.Validate(model, errors);
        return errors;
    }
}
