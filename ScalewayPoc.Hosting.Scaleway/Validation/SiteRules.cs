using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>The static site and the edge route.</summary>
static class SiteRules
{
    public static IEnumerable<ValidationError> Validate(ScalewayModel model)
    {
        if (model.Sites is [_, _, ..])
        {
            yield return new(string.Join(", ", model.Sites.Select(site => site.Name)), $"{model.Sites.Count} static sites", $"a deployment has one", Sources.Library);
        }
        if (model.Routes is [_, _, ..])
        {
            yield return new(string.Join(", ", model.Routes.Select(route => route.Container)), $"{model.Routes.Count} edge routes", $"a deployment has one", Sources.Library);
        }
        foreach (var route in model.Routes)
        {
            if (model.Containers.All(container => container.Name != route.Container))
            {
                yield return new(route.Container, $"has an edge route", $"it is not published as a container", Sources.Library);
            }
            if (!route.Options.PathPattern.TrimStart('^').StartsWith('/') || !IsPattern(route.Options.PathPattern))
            {
                yield return new(route.Container, $"the edge route's path is '{route.Options.PathPattern}'", $"a path is a regular expression that starts with /", Sources.Edge);
            }
        }
    }

    static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text);
            return true;
        }
        catch (RegexParseException)
        {
            return false;
        }
    }
}
