using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Environment variables, references and grants of containers.</summary>
static class BindingRules
{
    const int MaxVariables = 200;
    const int MaxValueLength = 1000;

    public static IEnumerable<ValidationError> Validate(ScalewayModel model) => model.Containers.SelectMany(container =>
        Environment(container).Concat(Unresolved(container)).Concat(References(container, model)).Concat(Grants(container, model)));

    static IEnumerable<ValidationError> Environment(ScalewayContainerResource container)
    {
        var names = container.Environment.Names.ToList();
        if (names.Count > MaxVariables)
        {
            yield return new(container.Name, $"{names.Count} variables", $"allowed: {MaxVariables}", Sources.Containers);
        }
        foreach (var name in names.Where(name => name == "PORT" || name.StartsWith("SCW_", StringComparison.Ordinal)))
        {
            yield return new(container.Name, $"the variable {name}", $"PORT and SCW_* are set by the platform", Sources.Containers);
        }
        foreach (var (name, value) in container.Environment.Literals.Where(variable => variable.Value.Length > MaxValueLength))
        {
            yield return new(container.Name, $"the variable {name} has {value.Length} characters",
                $"allowed: {MaxValueLength}, or 65536 bytes in a secret (a parameter)", Sources.Containers);
        }
    }

    static IEnumerable<ValidationError> Unresolved(ScalewayContainerResource container) => container.Environment.Unresolved.Select(variable =>
        new ValidationError(container.Name, $"the variable {variable.Key} refers to {variable.Value}",
            $"a value is text, a parameter, or the connection string or property of a published resource, each alone", Sources.Library));

    static IEnumerable<ValidationError> References(ScalewayContainerResource container, ScalewayModel model)
    {
        foreach (var (variable, reference) in container.Environment.References)
        {
            var properties = ReferenceNames.Of(reference.Resource, model);
            if (!properties.Contains(reference.Property))
            {
                yield return new(container.Name, $"the variable {variable} refers to {ReferenceNames.Write(reference)}",
                    properties is []
                        ? $"{reference.Resource.Name} is not published"
                        : (FormattableString)$"{reference.Resource.Name} has {string.Join(", ", properties.Select(ReferenceNames.Write))}",
                    Sources.Library);
            }
            else if (NeedsGrant(container, model, reference))
            {
                yield return new(container.Name, $"the variable {variable} refers to {ReferenceNames.Write(reference)} without a grant",
                    $"a grant creates the keys of the connection string: call Grant for {reference.Resource.Name}", Sources.Library);
            }
        }
    }

    static bool NeedsGrant(ScalewayContainerResource container, ScalewayModel model, ResourceReference reference) =>
        reference.Property == ScalewayProperty.ConnectionString
        && !model.IsStore(reference.Resource)
        && !container.Options.DatabaseRoles.ContainsKey(reference.Resource)
        && !container.Options.QueuePermissions.ContainsKey(reference.Resource)
        && !model.IsOwnTrigger(container, reference);

    static IEnumerable<ValidationError> Grants(ScalewayContainerResource container, ScalewayModel model)
    {
        foreach (var database in container.Options.DatabaseRoles.Keys.Where(resource => !model.IsDatabase(resource)))
        {
            yield return new(container.Name, $"a grant for the database {database.Name}", $"it is not published as Serverless SQL", Sources.Library);
        }
        foreach (var (queue, permissions) in container.Options.QueuePermissions)
        {
            if (model.FindQueue(queue) is null)
            {
                yield return new(container.Name, $"a grant for the queue {queue.Name}", $"it is not published as a queue", Sources.Library);
            }
            if (permissions == QueuePermissions.None)
            {
                yield return new(container.Name, $"a grant of nothing for the queue {queue.Name}", $"grant Publish, Receive or both", Sources.Library);
            }
        }
    }
}
