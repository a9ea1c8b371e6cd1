using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>iac/ against the provider's schema, without the provider.</summary>
public sealed class SchemaTests
{
    [SkippableFact]
    public async Task Modules_use_only_what_the_provider_and_they_themselves_have()
    {
        var documents = await IacFiles.ParseAsync();

        Assert.Equal([], ModuleChecker.Check(documents, ProviderSchema.Load()));
    }

    [SkippableFact]
    public async Task Every_listed_resource_type_is_used()
    {
        var documents = await IacFiles.ParseAsync();

        var used = documents.SelectMany(pair => pair.Value!["resource"]?.AsObject() ?? []).Select(pair => pair.Key);
        Assert.Equal([], ProviderSchema.Load().ResourceTypes.Except(used));
    }

    /// <summary>Configurations with one fault each (; stands for a new line), and what must be found.</summary>
    public static TheoryData<string, string> Faults { get; } = new()
    {
        { "resource \"scaleway_lb\" \"a\" { ip_id = \"x\"; type = \"LB-S\" }", ".: scaleway_lb.a: ip_id is deprecated." },
        { "resource \"scaleway_lb\" \"a\" {}", ".: scaleway_lb.a: type is missing." },
        { "resource \"scaleway_lb\" \"a\" { type = \"x\"; size = 1 }", ".: scaleway_lb.a: there is no argument size." },
        { "resource \"scaleway_lb\" \"a\" { type = \"x\"; ip_address = 1 }", ".: scaleway_lb.a: there is no argument ip_address." },
        { "resource \"scaleway_lambda\" \"a\" {}", ".: scaleway_lambda.a: the provider does not have this type (or iac/schema does not list it)." },
        { "data \"scaleway_lb\" \"a\" {}", ".: data.scaleway_lb.a: the provider does not have this type (or iac/schema does not list it)." },
        { "resource \"scaleway_container_trigger\" \"a\" { container_id = 1 }", ".: scaleway_container_trigger.a: destination_config is missing." },
        { "resource \"scaleway_container\" \"a\" { namespace_id = 1; startup_probe { interval = 1; timeout = 2 } }", ".: scaleway_container.a.startup_probe: failure_threshold is missing." },
        { "resource \"scaleway_container\" \"a\" { namespace_id = 1; dynamic \"health_check\" { for_each = [1]; content {} } }", ".: scaleway_container.a: health_check is deprecated." },
        { "output \"a\" { value = var.b }", ".: there is no variable b." },
        { "output \"a\" { value = \"x ${lower(\"y ${local.b}\")}\" }", ".: there is no local value b." },
        { "output \"a\" { value = module.b[0].c }", ".: there is no module b." },
        { "output \"a\" { value = [for x in scaleway_lb.b : x] }", ".: there is no resource scaleway_lb.b." },
        { "resource \"scaleway_vpc\" \"a\" {}; output \"a\" { value = scaleway_vpc.a.url }", ".: scaleway_vpc has no attribute url." },
        { "variable \"a\" { type = string }", ".: nothing reads the variable a." },
        { "locals { a = 1 }", ".: nothing reads the local value a." },
        { "provider \"scaleway\" { token = 1 }", ".: provider: there is no argument token." },
        { "module \"a\" { source = \"./modules/none\" }", ".: module.a: there is no module ./modules/none." },
        { "module \"a\" { source = \"./modules/called\" }", ".: module.a: variable needed is missing." },
        { "module \"a\" { source = \"./modules/called\"; needed = 1; other = 2 }", ".: module.a: the module has no variable other." },
        { "module \"a\" { source = \"./modules/called\"; needed = 1 }; output \"a\" { value = module.a.other }", ".: module a has no output other." },
    };

    // All are parsed at once: starting the parser takes longer than the rest.
    static readonly Lazy<Task<JsonObject>> ParsedFaults = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("iac-faults-");
        try
        {
            foreach (var (index, fault) in Faults.Select(row => (string)row[0]).Index())
            {
                var called = folder.CreateSubdirectory($"{index}/modules/called");
                await File.WriteAllTextAsync(Path.Combine(called.FullName, "main.tf"), Lines("variable \"needed\" {}; output \"given\" { value = var.needed }"));
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{index}", "main.tf"), Lines(fault));
            }

            return await IacFiles.ParseAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Lines(string text) => text.Replace("; ", "\n").Replace(" { ", " {\n").Replace(" }", "\n}");
    });

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task Fault_is_found(string fault, string finding)
    {
        var parsed = await ParsedFaults.Value;

        var prefix = $"{Faults.Select(row => (string)row[0]).ToList().IndexOf(fault)}/";
        var documents = new JsonObject(parsed.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value?.DeepClone())));
        Assert.Equal([finding], ModuleChecker.Check(documents, ProviderSchema.Load()));
    }

    [Fact]
    public void Text_is_not_taken_for_code()
    {
        var document = JsonNode.Parse("""{ "a": "var.a ${\"var.b ${var.c}\" == var.d ? \"}var.e\" : {x = \"$${var.f}\"}} var.g" }""");

        Assert.Equal(["c", "d"], HclCode.References(document).Select(reference => reference.Name));
    }
}
