using System.Text.RegularExpressions;

namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>The static site and the edge route.</summary>
static class SiteRules
{
    public static void Validate(ScalewayModel model, ValidationErrors errors)
    {
        errors.Require(model.Sites.Count <= 1, string.Join(", ", model.Sites.Select(site => site.Name)), $"{model.Sites.Count} static sites", $"a deployment has one", Sources.Library);
        errors.Require(model.Routes.Count <= 1, string.Join(", ", model.Routes.Select(route => route.Container)), $"{model.Routes.Count} edge routes", $"a deployment has one", Sources.Library);
        foreach (var (container, options) in model.Routes)
        {
            errors.Require(model.Containers.Any(published => published.Name == container), container, $"has an edge route", $"it is not published as a container", Sources.Library);
            errors.Require(options.PathPattern.TrimStart('^').StartsWith('/') && IsPattern(options.PathPattern), container,
                $"the edge route's path is '{options.PathPattern}'", $"a path is a regular expression that starts with /", Sources.Edge);
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
