using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>Environment variables, references and grants of containers.</summary>
static class BindingRules
{
    const int MaxVariables = 200;
    const int MaxValueLength = 1000;

    public static void Validate(ScalewayModel model, ValidationErrors errors)
    {
        foreach (var container in model.Containers)
        {
            Environment(container, errors);
            References(container, model, errors);
            Grants(container, model, errors);
        }
    }

    static void Environment(ScalewayContainerResource container, ValidationErrors errors)
    {
        var names = container.Environment.Names.ToList();
        errors.Require(names.Count <= MaxVariables, container.Name, $"{names.Count} variables", $"allowed: {MaxVariables}", Sources.Containers);
        foreach (var name in names)
        {
            errors.Require(name != "PORT" && !name.StartsWith("SCW_", StringComparison.Ordinal), container.Name,
                $"the variable {name}", $"PORT and SCW_* are set by the platform", Sources.Containers);
        }
        foreach (var (name, value) in container.Environment.Literals)
        {
            errors.Require(value.Length <= MaxValueLength, container.Name, $"the variable {name} has {value.Length} characters",
                $"allowed: {MaxValueLength}, or 65536 bytes in a secret (a parameter)", Sources.Containers);
        }
        foreach (var (name, expression) in container.Environment.Unresolved)
        {
            errors.Add(new(container.Name, $"the variable {name} refers to {expression}",
                $"a value is text, a parameter, or the connection string or property of a published resource, each alone", Sources.Library));
        }
    }

    static void References(ScalewayContainerResource container, ScalewayModel model, ValidationErrors errors)
    {
        foreach (var (variable, reference) in container.Environment.References)
        {
            var properties = ReferenceNames.Of(reference.Resource, model);
            var isKnown = properties.Contains(reference.Property);
            errors.Require(isKnown, container.Name, $"the variable {variable} refers to {ReferenceNames.Write(reference)}",
                properties is []
                    ? $"{reference.Resource.Name} is not published"
                    : (FormattableString)$"{reference.Resource.Name} has {string.Join(", ", properties.Select(ReferenceNames.Write))}",
                Sources.Library);
            errors.Require(!isKnown || !NeedsGrant(container, model, reference), container.Name,
                $"the variable {variable} refers to {ReferenceNames.Write(reference)} without a grant",
                $"a grant creates the keys of the connection string: call Grant for {reference.Resource.Name}", Sources.Library);
        }
    }

    static bool NeedsGrant(ScalewayContainerResource container, ScalewayModel model, ResourceReference reference) =>
        reference.Property == ScalewayProperty.ConnectionString
        && !model.IsStore(reference.Resource)
        && !container.Options.DatabaseRoles.ContainsKey(reference.Resource)
        && !container.Options.QueuePermissions.ContainsKey(reference.Resource)
        && !model.IsOwnTrigger(container, reference);

    static void Grants(ScalewayContainerResource container, ScalewayModel model, ValidationErrors errors)
    {
        foreach (var database in container.Options.DatabaseRoles.Keys)
        {
            errors.Require(model.IsDatabase(database), container.Name, $"a grant for the database {database.Name}", $"it is not published as Serverless SQL", Sources.Library);
        }
        foreach (var (queue, permissions) in container.Options.QueuePermissions)
        {
            errors.Require(model.FindQueue(queue) is not null, container.Name, $"a grant for the queue {queue.Name}", $"it is not published as a queue", Sources.Library);
            errors.Require(permissions != QueuePermissions.None, container.Name, $"a grant of nothing for the queue {queue.Name}", $"grant Publish, Receive or both", Sources.Library);
        }
    }
}
