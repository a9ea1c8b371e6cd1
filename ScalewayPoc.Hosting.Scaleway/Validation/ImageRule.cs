namespace Aspire.Hosting.Scaleway.Validation;

/// <summary>What images are made of and for.</summary>
sealed class ImageRule : IPlatformRule
{
    const string Platform = "linux/amd64";

    public IEnumerable<Violation> Check(ScalewayModel model)
    {
        foreach (var container in model.Containers)
        {
            if (container.Source is not ProjectResource)
            {
                yield return new(container.Name, $"is no project", $"only the images of projects are built and pushed", Sources.Manifest);
            }
            if (container.Options.ImagePlatform != Platform)
            {
                yield return new(container.Name, $"the image is made for {container.Options.ImagePlatform}", $"only {Platform} runs", Sources.Containers);
            }
        }
    }
}
