namespace ScalewayPoc.Tests.Web;

/// <summary>With <c>Web=dev</c>.</summary>
[Collection(WebCollection.Name)]
[Trait("Category", "Release")]
public sealed class DevelopmentSiteTests(DevelopmentSite site) : WebStories(site), IClassFixture<DevelopmentSite>;
