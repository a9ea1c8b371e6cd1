using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScalewayPoc.Tests.Observability;

/// <summary>observability/rules, applied to a local server that stands for the rules API of Mimir and Loki.</summary>
[Trait("Category", "Slow")]
public sealed class RuleDeploymentTests
{
    static readonly string[] Groups = ["events", "probe", "services", "stores"];
    static readonly string? Tofu = new[] { "tofu", "terraform" }.FirstOrDefault(Command.IsOnPath);

    [SkippableFact]
    public async Task Apply_sends_each_group_and_destroy_deletes_it()
    {
        Skip.If(Tofu is null, "tofu is not on PATH.");
        var requests = new ConcurrentQueue<(string Method, string Path, string Key, string Body)>();
        await using var api = WebApplication.CreateSlimBuilder().Build();
        api.Urls.Add("http://127.0.0.1:0");
        api.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            requests.Enqueue((context.Request.Method, context.Request.Path, context.Request.Headers["X-Auth-Token"].ToString(), await reader.ReadToEndAsync()));
            context.Response.StatusCode = context.Request.Headers["X-Auth-Token"] == "key" ? StatusCodes.Status202Accepted : StatusCodes.Status401Unauthorized;
        });
        await api.StartAsync();
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(ObservabilityFiles.Rules("")))
        {
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        }

        await RunAsync("init", "-input=false");
        Assert.NotEqual(0, (await TryRunAsync("wrong", "apply", "-input=false", "-auto-approve")).ExitCode);
        requests.Clear();
        await RunAsync("apply", "-input=false", "-auto-approve");

        Assert.Equal(Groups, requests.Select(request => Name(request.Body)).Order());
        Assert.All(requests, request => Assert.Equal(("POST", "/prometheus/config/v1/rules/test", "key"), (request.Method, request.Path, request.Key)));
        Assert.Contains(requests, request => request.Body.Contains("\"https://example.com/docs/operations.md#deadletters\"", StringComparison.Ordinal));

        requests.Clear();
        await RunAsync("destroy", "-input=false", "-auto-approve");
        Assert.Equal(
            Groups.Select(group => ("DELETE", "/prometheus/config/v1/rules/test/" + group)),
            requests.Select(request => (request.Method, request.Path)).Order());

        async Task RunAsync(params string[] arguments) => (await TryRunAsync("key", arguments)).MustSucceed();

        Task<Command> TryRunAsync(string key, params string[] arguments) => Command.RunAsync(Tofu!, arguments, folder.Path, new Dictionary<string, string>
        {
            ["TF_VAR_secret_key"] = key,
            ["TF_VAR_file"] = "metrics",
            ["TF_VAR_url"] = api.Urls.Single() + "/prometheus/config/v1/rules/test",
            ["TF_VAR_runbook_base"] = "https://example.com/",
        });

        static string Name(string group) => JsonDocument.Parse(group).RootElement.GetProperty("name").GetString()!;
    }
}
