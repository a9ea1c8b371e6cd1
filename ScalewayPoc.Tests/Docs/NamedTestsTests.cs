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
    [InlineData("security.md")]
    public void Every_test_that_the_document_names_exists(string document)
    {
        var named = Find(TestName(), Path.Combine("docs", document));

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Tests.Select(test => test.Name)));
    }

    [Fact]
    public void Every_risk_of_the_OWASP_list_has_a_mechanism_a_file_and_a_test()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "security.md")).Where(line => line.StartsWith("| API", StringComparison.Ordinal)).ToList();

        Assert.Equal(Enumerable.Range(1, 10).Select(number => $"API{number}"), rows.Select(row => row.Split(' ')[1]));
        Assert.All(rows, row =>
        {
            Assert.Equal(6, row.Split('|').Length);
            Assert.Matches(TestName(), row.Split('|')[4]);
        });
    }

    /// <summary>Commands with a filter that selects nothing would pass without a test.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("AGENTS.md")]
    [InlineData("docs/delivery.md")]
    [InlineData("docs/security.md")]
    public void Every_filter_of_the_document_selects_tests(string document)
    {
        var filters = Find(Filter(), document);

        Assert.NotEmpty(filters);
        Assert.All(filters, filter => Assert.Contains(Tests, test => $"{test.ReflectedType!.FullName}.{test.Name}".Contains(filter, StringComparison.Ordinal)));
    }

    static readonly List<MethodInfo> Tests = [.. Assembly.GetExecutingAssembly().GetTypes().SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttributes().Any(attribute => attribute is FactAttribute))];

    static HashSet<string> Find(Regex pattern, string document) =>
        [.. pattern.Matches(File.ReadAllText(Path.Combine(Repository.Root, document))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"FullyQualifiedName~([\w.]+)")]
    private static partial Regex Filter();

    [GeneratedRegex("`([A-Z][a-z]*(?:_[A-Za-z0-9]+){2,})`")]
    private static partial Regex TestName();
}
