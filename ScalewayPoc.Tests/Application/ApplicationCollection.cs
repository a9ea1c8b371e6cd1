namespace ScalewayPoc.Tests.Application;

/// <summary>Tests that share one running application; they run one after the other.</summary>
[CollectionDefinition(nameof(ApplicationCollection))]
public sealed class ApplicationCollection : ICollectionFixture<ApplicationFixture>;
