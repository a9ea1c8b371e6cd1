namespace ScalewayPoc.Tests.Web;

/// <summary>With <c>Web=dev</c>.</summary>
[Trait("Category", "Release")]
public sealed class DevelopmentSiteTests(DevelopmentSite site) : WebStories(site), IClassFixture<DevelopmentSite>;
