using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Docs;

/// <summary>docs/delivery.md names the test that holds each promise; a test that was renamed must be renamed there.</summary>
public sealed partial class DeliveryDocumentTests
{
    [Fact]
    public void Every_test_that_the_document_names_is_there()
    {
        var tests = Assembly.GetExecutingAssembly().GetTypes().SelectMany(type => type.GetMethods()).Select(method => method.Name).ToHashSet();

        var named = TestName().Matches(File.ReadAllText(DocumentPath())).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.InRange(named.Count, 15, 100);
        Assert.Empty(named.Except(tests));
    }

    static string DocumentPath([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "docs", "delivery.md");

    [GeneratedRegex("`([A-Z][a-z]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
