using System.Reflection;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Docs;

/// <summary>Documents name the test that covers each promise; a test that is renamed must be renamed there.</summary>
public sealed partial class NamedTestsTests
{
    [Theory]
    [InlineData("delivery.md")]
    [InlineData("requirements.md")]
    [InlineData("operations.md")]
    public void Every_test_that_the_document_names_exists(string document)
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute))
            .Select(method => method.Name).ToHashSet();

        var named = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", document)))
            .Select(match => match.Groups[1].Value).ToHashSet();

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex("`([A-Z][a-z]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
