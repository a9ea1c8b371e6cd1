namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>What runs locally is published or left out on purpose: nothing is forgotten silently.</summary>
sealed class CoverageRule : IPlatformRule
{
    public IEnumerable<Violation> Check(ScalewayModel model) => model.Unpublished.Select(resource => new Violation(
        resource.Name, $"is not published", $"call one of the PublishAs… methods, or ExcludeFromManifest to leave it out", Sources.Manifest));
}
