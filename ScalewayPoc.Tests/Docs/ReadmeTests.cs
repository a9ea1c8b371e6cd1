using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScalewayPoc.Tests.Docs;

/// <summary>What README.md says of addresses and costs, compared with the model and with the table that it refers to.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    readonly TemporaryFolder _data = new();

    [Fact]
    public async Task The_addresses_are_those_of_the_model_and_forwarded_by_the_devcontainer()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.ScalewayPoc_AppHost>(
            ["--Services=embedded", $"--Data={_data.Path}"]);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        using var launch = await ParseAsync("ScalewayPoc.AppHost", "Properties", "launchSettings.json");
        using var container = await ParseAsync(".devcontainer", "devcontainer.json");
        var dashboard = new Uri(launch.RootElement.GetProperty("profiles").GetProperty("http").GetProperty("applicationUrl").GetString()!).Port;

        var listed = Listed(AddressRow(), await ReadAsync("README.md"));

        Assert.Equal(Ports(builder.Resources).Append(dashboard).Order(), listed.Order());
        Assert.Equal(listed.Order(), container.RootElement.GetProperty("forwardPorts").EnumerateArray().Select(port => port.GetInt32()).Order());
    }

    [Fact]
    public async Task The_costs_are_the_sums_of_the_table()
    {
        var rows = CostRow().Matches((await ReadAsync("iac", "README.md")).Split("## Cost")[1].Split("\n## ")[0]).Select(row => row.Groups).ToList();
        var standard = rows.Sum(row => Amount(row["default"].Value));
        var cheapest = rows.Sum(row => Amount(row["cheapest"].Value is "same" ? row["default"].Value : row["cheapest"].Value));

        Assert.NotEqual(0, standard);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"about {standard:0} euros a month with the default choices, about {cheapest:0} with `edge` and `container`"),
            await ReadAsync("README.md"), StringComparison.Ordinal);
    }

    public void Dispose() => _data.Dispose();

    /// <summary>Fixed ports of what a person opens: services and site, not the servers behind them.</summary>
    static IEnumerable<int> Ports(IEnumerable<IResource> resources) =>
        from resource in resources.OfType<IResourceWithEndpoints>()
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        where endpoint is { UriScheme: "http", Port: not null }
        select endpoint.Port!.Value;

    static IEnumerable<int> Listed(Regex row, string text) => row.Matches(text).Select(match => int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));

    /// <summary>The sum of a cell such as <c>24.3 + 0.9</c>; 0 where there is no figure.</summary>
    static decimal Amount(string cell) => cell.Split(" + ")
        .Sum(part => decimal.TryParse(part, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : 0);

    static Task<string> ReadAsync(params string[] path) => File.ReadAllTextAsync(Path.Combine([Repository.Root, .. path]));

    static async Task<JsonDocument> ParseAsync(params string[] path) =>
        JsonDocument.Parse(await ReadAsync(path), new() { CommentHandling = JsonCommentHandling.Skip });

    [GeneratedRegex(@"^\| http://localhost:(?<port>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex AddressRow();

    [GeneratedRegex(@"^\| [^|]+ \| (?<default>[^|]+) \| (?<cheapest>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex CostRow();
}
