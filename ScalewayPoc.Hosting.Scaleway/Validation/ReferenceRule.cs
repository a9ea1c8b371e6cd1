using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>What containers are told of other resources, and what they may do with them.</summary>
sealed class ReferenceRule : IPlatformRule
{
    public IEnumerable<Violation> Check(ScalewayModel model) => model.Containers.SelectMany(container =>
        Unresolved(container).Concat(References(container, model)).Concat(Grants(container, model)));

    static IEnumerable<Violation> Unresolved(ScalewayContainerResource container) => container.Environment.Unresolved.Select(variable =>
        new Violation(container.Name, $"the variable {variable.Key} refers to {variable.Value}",
            $"a value is text, a parameter, or the connection string or property of a published resource, each alone", Sources.Manifest));

    static IEnumerable<Violation> References(ScalewayContainerResource container, ScalewayModel model)
    {
        foreach (var (variable, reference) in container.Environment.References)
        {
            var known = ReferenceNames.Of(reference.Resource, model);
            if (!known.Contains(reference.Property))
            {
                yield return new(container.Name, $"the variable {variable} refers to {ReferenceNames.Write(reference)}",
                    known is [] ? $"{reference.Resource.Name} is not published" : (FormattableString)$"{reference.Resource.Name} has {string.Join(", ", known.Select(ReferenceNames.Write))}",
                    Sources.Manifest);
            }
            else if (reference.Property == ScalewayProperty.ConnectionString && !model.IsStore(reference.Resource)
                && !IsGranted(container.Options, reference.Resource) && !model.IsOwnTrigger(container, reference))
            {
                yield return new(container.Name, $"the variable {variable} refers to {ReferenceNames.Write(reference)} without a grant",
                    $"there are no keys to put in it: call Grant for {reference.Resource.Name}", Sources.Manifest);
            }
        }
    }

    static IEnumerable<Violation> Grants(ScalewayContainerResource container, ScalewayModel model)
    {
        foreach (var database in container.Options.DatabaseRoles.Keys.Where(resource => !model.IsDatabase(resource)))
        {
            yield return new(container.Name, $"a grant for the database {database.Name}", $"it is not published as Serverless SQL", Sources.Manifest);
        }
        foreach (var (queue, permissions) in container.Options.QueuePermissions)
        {
            if (model.FindQueue(queue) is null)
            {
                yield return new(container.Name, $"a grant for the queue {queue.Name}", $"it is not published as a queue", Sources.Manifest);
            }
            if (permissions == QueuePermissions.None)
            {
                yield return new(container.Name, $"a grant of nothing for the queue {queue.Name}", $"grant Publish, Receive or both", Sources.Manifest);
            }
        }
    }

    static bool IsGranted(ScalewayContainerOptions options, IResource resource) =>
        options.DatabaseRoles.ContainsKey(resource) || options.QueuePermissions.ContainsKey(resource);
}
