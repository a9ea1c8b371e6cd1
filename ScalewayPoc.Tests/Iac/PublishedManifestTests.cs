using System.Text;
using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>What publish writes for the system itself is what the configuration takes, in every choice of its entries.</summary>
public sealed class PublishedManifestTests
{
    internal static readonly string Published = Path.Combine(
        IacFiles.Iac, "..", "ScalewayPoc.Tests", "Publish", "Snapshots", "default", "scaleway.auto.tfvars.json");

    static readonly string[] Ingresses = ["load_balancer", "edge"];
    static readonly string[] Entries = ["function", "container"];

    [SkippableFact]
    public async Task Every_choice_can_be_planned_with_it()
    {
        var copy = Directory.CreateTempSubdirectory("iac-copy-");
        try
        {
            CopyConfiguration(copy.FullName);
            Directory.CreateDirectory(Path.Combine(copy.FullName, "tests"));
            await File.WriteAllTextAsync(Path.Combine(copy.FullName, "tests", "published.tftest.hcl"), await TestAsync());

            using var provider = await SchemaProvider.StartAsync(copy.FullName);
            var result = (await provider.RunAsync("test")).MustSucceed();
            Assert.Contains("4 passed, 0 failed.", result.Output, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    static void CopyConfiguration(string target)
    {
        var files = Directory.EnumerateFiles(IacFiles.Iac, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(IacFiles.Iac, file))
            .Where(file => !file.StartsWith("tests", StringComparison.Ordinal) && !file.StartsWith(".terraform", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, file))!);
            File.Copy(Path.Combine(IacFiles.Iac, file), Path.Combine(target, file));
        }
    }

    /// <summary>The mocked provider of the configuration's own tests, and the published values: HCL takes JSON for an expression.</summary>
    static async Task<string> TestAsync()
    {
        var own = await File.ReadAllTextAsync(Path.Combine(IacFiles.Iac, "tests", "deployment.tftest.hcl"));
        var test = new StringBuilder(own[..own.IndexOf("\nvariables {", StringComparison.Ordinal)]).AppendLine("""

            variables {
              project_id         = "99999999-9999-9999-9999-999999999999"
              deployer           = "user_id:99999999-9999-9999-9999-99999999999a"
              redis_password     = "Correct-Horse-Battery-9"
              write_only_secrets = false
            """);
        foreach (var (name, value) in JsonNode.Parse(await File.ReadAllTextAsync(Published))!.AsObject())
        {
            test.AppendLine($"  {name} = {value!.ToJsonString()}");
        }
        test.AppendLine("}");
        foreach (var (ingress, entry) in Ingresses.SelectMany(ingress => Entries.Select(entry => (ingress, entry))))
        {
            test.AppendLine($$"""
                run "{{ingress}}_{{entry}}" {
                  variables {
                    api_ingress    = "{{ingress}}"
                    consumer_entry = "{{entry}}"
                  }
                }
                """);
        }
        return test.ToString();
    }
}
