using System.Text.Json.Nodes;

namespace ScalewayPoc.Tests.Iac;

/// <summary>The files of one folder, as the parser gives them: block type → label → … → list of bodies.</summary>
sealed class HclModule
{
    public HclModule(IEnumerable<JsonObject> documents)
    {
        Documents = [.. documents];
        Variables = Labelled("variable");
        Calls = Labelled("module");
        Outputs = Labelled("output").Keys.ToHashSet();
        Locals = Documents.SelectMany(document => document["locals"]?.AsArray() ?? []).SelectMany(body => body!.AsObject()).Select(pair => pair.Key).ToHashSet();
        Resources = [.. Typed("resource")];
        DataSources = [.. Typed("data")];
        Providers = [.. Documents.SelectMany(document => document["provider"]?.AsObject() ?? []).SelectMany(pair => pair.Value!.AsArray()).Select(body => body!.AsObject())];
    }

    public IReadOnlyList<JsonObject> Documents { get; }

    public IReadOnlyDictionary<string, JsonObject> Variables { get; }

    public IReadOnlyDictionary<string, JsonObject> Calls { get; }

    public IReadOnlySet<string> Outputs { get; }

    public IReadOnlySet<string> Locals { get; }

    public IReadOnlyList<(string Type, string Name, JsonObject Body)> Resources { get; }

    public IReadOnlyList<(string Type, string Name, JsonObject Body)> DataSources { get; }

    public IReadOnlyList<JsonObject> Providers { get; }

    Dictionary<string, JsonObject> Labelled(string block) => Documents
        .SelectMany(document => document[block]?.AsObject() ?? [])
        .ToDictionary(pair => pair.Key, pair => pair.Value![0]!.AsObject());

    IEnumerable<(string Type, string Name, JsonObject Body)> Typed(string block) =>
        from document in Documents
        from type in document[block]?.AsObject() ?? []
        from name in type.Value!.AsObject()
        select (type.Key, name.Key, name.Value![0]!.AsObject());
}
