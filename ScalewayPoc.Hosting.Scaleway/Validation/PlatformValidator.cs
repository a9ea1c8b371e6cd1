namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>
/// Checks the model against the documented limits of the platform before anything is written. OpenTofu would find some of
/// them while planning and most only while applying, with half of the resources made.
/// </summary>
static class PlatformValidator
{
    static readonly IPlatformRule[] Rules =
    [
        new CoverageRule(),
        new NameRule(),
        new ImageRule(),
        new ContainerSizeRule(),
        new ContainerScalingRule(),
        new ContainerRequestRule(),
        new EnvironmentRule(),
        new ReferenceRule(),
        new FunctionRule(),
        new TriggerRule(),
        new QueueRule(),
        new DeadLetterRule(),
        new QueueCapacityRule(),
        new RedisRule(),
        new DatabaseRule(),
        new SiteRule(),
    ];

    /// <summary>All violations, in the order of the rules.</summary>
    public static IReadOnlyList<Violation> Check(ScalewayModel model) => [.. Rules.SelectMany(rule => rule.Check(model))];
}
