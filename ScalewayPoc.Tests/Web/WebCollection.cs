namespace ScalewayPoc.Tests.Web;

/// <summary>Not in parallel: they install and build in the same folder.</summary>
[CollectionDefinition(Name)]
public sealed class WebCollection
{
    public const string Name = "web";
}
