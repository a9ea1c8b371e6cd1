namespace ScalewayPoc.Tests.Web;

/// <summary>One after the other: both install and build in the same folder.</summary>
[CollectionDefinition(Name)]
public sealed class WebCollection
{
    public const string Name = "web";
}
