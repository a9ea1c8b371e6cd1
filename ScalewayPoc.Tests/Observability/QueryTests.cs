using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScalewayPoc.Tests.Observability;

/// <summary>
/// Queries of dashboards and rules, and the table of docs/observability.md, against what a running system exports. They run alone:
/// OpenTelemetry identifies a metric of ASP.NET Core by its name, and ends it when another service of this process stops.
/// </summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
[Trait("Category", "Slow")]
public sealed partial class QueryTests(ObservedSystem system) : IClassFixture<ObservedSystem>
{
    const string Name = "Metrics of this process";

    [SkippableFact]
    public async Task Every_query_of_dashboards_and_rules_returns_data()
    {
        Skip.If(ObservabilityFiles.Obstacle is not null, ObservabilityFiles.Obstacle);
        // The one that is appended: Cockpit tells the instances of a service apart by it. ProbeTests has the probe's metrics.
        var queries = DashboardQueries().Concat(await RuleQueriesAsync()).Append("target_info{service_instance_id!=\"\"}").Distinct()
            .Where(query => !query.Contains("scalewaypoc_certificate_", StringComparison.Ordinal))
            .Where(query => !query.Contains("scalewaypoc_budget_", StringComparison.Ordinal)).ToList();
        Assert.InRange(queries.Count, 25, 100);

        List<string> empty = [];
        await Eventually.TrueAsync(async () =>
        {
            empty = [];
            foreach (var query in queries)
            {
                if (!await system.ReturnsDataAsync(query))
                {
                    empty.Add(query);
                }
            }
            return empty.Count == 0;
        }, () => "without data:\n" + string.Join('\n', empty), seconds: 60);
    }

    [SkippableFact]
    public async Task Exemplars_of_the_latency_are_stored_with_the_id_of_a_trace()
    {
        Skip.If(ObservabilityFiles.Obstacle is not null, ObservabilityFiles.Obstacle);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var path = $"/api/v1/query_exemplars?query=scalewaypoc_event_latency_seconds_bucket&start={now - 3600}&end={now + 3600}";

        var stored = await Eventually.GetAsync(
            async () => (await system.Prometheus.GetFromJsonAsync<JsonNode>(path))!["data"]!.AsArray(), series => series.Count > 0, TimeSpan.FromSeconds(60), "exemplars");

        Assert.All(stored.SelectMany(series => series!["exemplars"]!.AsArray()), exemplar =>
            Assert.Matches("^[0-9a-f]{32}$", exemplar!["labels"]!["trace_id"]!.GetValue<string>()));
    }

    /// <summary>The table has every metric that is exported, and of the application's own meter exactly those that it has.</summary>
    [SkippableFact]
    public void Metrics_of_the_document_are_those_that_are_exported()
    {
        Skip.If(ObservabilityFiles.Obstacle is not null, ObservabilityFiles.Obstacle);
        var documented = TableRow().Matches(ObservabilityFiles.Document("observability.md"))
            .ToDictionary(row => row.Groups["name"].Value, row => (Row: (row.Groups["kind"].Value, row.Groups["unit"].Value), Source: row.Groups["source"].Value));

        var undocumented = system.Exported.Where(metric => documented.GetValueOrDefault(metric.Key).Row != metric.Value).Select(Describe).Order().ToList();
        Assert.True(undocumented.Count == 0, "not in docs/observability.md, or with another instrument or unit:\n" + string.Join('\n', undocumented));
        Assert.Equal(
            system.Own.Select(Describe).Order(),
            documented.Where(metric => metric.Value.Source == "ScalewayPoc").Select(metric => Describe(new(metric.Key, metric.Value.Row))).Order());

        static string Describe(KeyValuePair<string, (string Instrument, string Unit)> metric) => $"{metric.Key} | {metric.Value.Instrument} | {metric.Value.Unit}";
    }

    static IEnumerable<string> DashboardQueries() =>
        from file in Directory.GetFiles(Path.Combine(ObservabilityFiles.Folder, "dashboards"))
        from panel in JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray()
        from target in panel!["targets"]?.AsArray() ?? []
        where panel["datasource"]!["type"]!.GetValue<string>() == "prometheus"
        select target!["expr"]!.GetValue<string>().Replace("$__rate_interval", "5m", StringComparison.Ordinal);

    /// <summary>As Prometheus has loaded them, without the comparison with the threshold.</summary>
    async Task<IEnumerable<string>> RuleQueriesAsync()
    {
        var answer = await system.Prometheus.GetFromJsonAsync<JsonNode>("/api/v1/rules");
        var rules = answer!["data"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).ToList();
        Assert.Equal(ObservabilityFiles.AlertsIn("metrics.yaml").Count, rules.Count);
        return rules.Select(rule => Threshold().Replace(rule!["query"]!.GetValue<string>(), ""));
    }

    [GeneratedRegex(@"^\| `(?<name>[a-z_.0-9]+)` \| (?<kind>\w+) \| `?(?<unit>[^|`]*?)`? ?\| [^|]+ \| (?<source>[^|]+?) \|", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@" [<>] [\d.e+]+$")]
    private static partial Regex Threshold();
}
