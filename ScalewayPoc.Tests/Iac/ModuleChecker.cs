using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>
/// Checks a tree of modules against the provider's schema and itself. Each finding is one sentence that begins with the
/// module's folder ("." for the root).
/// </summary>
sealed class ModuleChecker
{
    static readonly string[] MetaArguments = ["count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection", "dynamic"];
    static readonly string[] ModuleMetaArguments = ["source", "version", "count", "for_each", "depends_on", "providers", "lifecycle"];

    readonly Dictionary<string, HclModule> _modules;
    readonly ProviderSchema _schema;
    readonly List<string> _findings = [];

    ModuleChecker(JsonObject documents, ProviderSchema schema)
    {
        _modules = documents.GroupBy(pair => Path.GetDirectoryName(pair.Key)!.Replace('\\', '/') is { Length: > 0 } folder ? folder : ".")
            .ToDictionary(group => group.Key, group => new HclModule(group.Select(pair => pair.Value!.AsObject())));
        _schema = schema;
    }

    /// <summary>Findings for the documents of a tree (path to document).</summary>
    public static IReadOnlyList<string> Check(JsonObject documents, ProviderSchema schema)
    {
        var checker = new ModuleChecker(documents, schema);
        foreach (var (folder, module) in checker._modules)
        {
            checker.CheckBodies(folder, module);
            checker.CheckCalls(folder, module);
            checker.CheckReferences(folder, module);
        }

        return checker._findings;
    }

    void CheckBodies(string folder, HclModule module)
    {
        foreach (var (type, name, body) in module.Resources.Where(resource => resource.Type != "terraform_data"))
        {
            CheckBody($"{folder}: {type}.{name}", body, _schema.Resource(type), top: true);
        }

        foreach (var (type, name, body) in module.DataSources)
        {
            CheckBody($"{folder}: data.{type}.{name}", body, _schema.DataSource(type), top: true);
        }

        foreach (var body in module.Providers)
        {
            CheckBody($"{folder}: provider", body, _schema.Provider, top: true);
            if (folder != ".")
            {
                _findings.Add($"{folder}: a module has no provider block, its caller does.");
            }
        }
    }

    void CheckBody(string place, JsonObject body, SchemaBlock? schema, bool top)
    {
        if (schema is null)
        {
            _findings.Add($"{place}: the provider does not have this type (or iac/schema does not list it).");
            return;
        }

        var present = body.Where(pair => !top || !MetaArguments.Contains(pair.Key)).Where(pair => pair.Key != "dynamic")
            .Select(pair => (Name: pair.Key, Content: pair.Value))
            .Concat((body["dynamic"]?.AsObject() ?? []).Select(pair => (Name: pair.Key, Content: pair.Value?[0]?["content"])))
            .ToList();
        foreach (var (name, content) in present)
        {
            if (schema.IsDeprecated(name))
            {
                _findings.Add($"{place}: {name} is deprecated.");
            }

            if (schema.Nested(name) is { } nested)
            {
                foreach (var inner in content!.AsArray())
                {
                    CheckBody($"{place}.{name}", inner!.AsObject(), nested, top: false);
                }
            }
            else if (!schema.CanBeSet(name))
            {
                _findings.Add($"{place}: there is no argument {name}.");
            }
        }

        _findings.AddRange(schema.Required.Except(present.Select(pair => pair.Name)).Select(name => $"{place}: {name} is missing."));
    }

    void CheckCalls(string folder, HclModule module)
    {
        foreach (var (name, body) in module.Calls)
        {
            var place = $"{folder}: module.{name}";
            if (Called(folder, body) is not { } called)
            {
                _findings.Add($"{place}: there is no module {body["source"]}.");
                continue;
            }

            var inputs = body.Select(pair => pair.Key).Except(ModuleMetaArguments).ToList();
            _findings.AddRange(inputs.Except(called.Variables.Keys).Select(input => $"{place}: the module has no variable {input}."));
            _findings.AddRange(called.Variables.Where(pair => !pair.Value.ContainsKey("default")).Select(pair => pair.Key).Except(inputs)
                .Select(input => $"{place}: variable {input} is missing."));
        }
    }

    HclModule? Called(string folder, JsonObject call) => _modules.GetValueOrDefault(
        Path.GetRelativePath(".", Path.Combine(folder, call["source"]!.GetValue<string>())).Replace('\\', '/'));

    void CheckReferences(string folder, HclModule module)
    {
        var references = module.Documents.SelectMany(HclCode.References).Distinct().ToList();
        foreach (var reference in references)
        {
            if (Problem(folder, module, reference) is { } problem)
            {
                _findings.Add($"{folder}: {problem}");
            }
        }

        _findings.AddRange(Unused("var", module.Variables.Keys, "variable"));
        _findings.AddRange(Unused("local", module.Locals, "local value"));

        IEnumerable<string> Unused(string root, IEnumerable<string> declared, string kind) =>
            declared.Except(references.Where(reference => reference.Root == root).Select(reference => reference.Name))
                .Select(name => $"{folder}: nothing reads the {kind} {name}.");
    }

    string? Problem(string folder, HclModule module, HclReference reference) => reference switch
    {
        { Root: "var", Name: var name } => module.Variables.ContainsKey(name) ? null : $"there is no variable {name}.",
        { Root: "local", Name: var name } => module.Locals.Contains(name) ? null : $"there is no local value {name}.",
        { Root: "module", Name: var name, Attribute: var output } => !module.Calls.TryGetValue(name, out var call)
            ? $"there is no module {name}."
            : output is null || Called(folder, call)?.Outputs.Contains(output) != false ? null : $"module {name} has no output {output}.",
        { Root: var type, Name: var name } when !module.Resources.Any(resource => resource.Type == type && resource.Name == name) =>
            $"there is no resource {type}.{name}.",
        { Root: not "terraform_data", Attribute: { } attribute } when _schema.Resource(reference.Root)?.Has(attribute) == false =>
            $"{reference.Root} has no attribute {attribute}.",
        _ => null,
    };
}
