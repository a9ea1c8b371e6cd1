using Aspire.Hosting.Scaleway;
using Aspire.Hosting.Scaleway.Deployment;

namespace ScalewayPoc.Tests.Publish;

/// <summary>The environments of a configuration.</summary>
public sealed class DeploymentTargetTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Environment_brings_its_variables_and_its_state()
    {
        Write("dev", "project-1");
        Write("prod", "project-2");

        var target = DeploymentTarget.Find(_folder.Path, "prod");

        Assert.Equal([$"-backend-config={Path.Combine(_folder.Path, "environments", "prod", "backend.hcl")}"], target.InitArguments);
        Assert.Equal([$"-var-file={Path.Combine(_folder.Path, "environments", "prod", "prod.tfvars")}"], target.VariableArguments);
        Assert.Equal(Path.Combine(".terraform", "environments", "prod"), target.DataDirectory);
        Assert.Equal("project-2", target.Variable("project_id"));
        Assert.Equal("nl-ams", target.Variable("region"));
        Assert.Null(target.Variable("domain"));
    }

    [Fact]
    public void Project_of_another_environment_is_refused()
    {
        Write("dev", "project-1");
        Write("prod", "project-1");

        var failure = Assert.Throws<ScalewayPublishException>(() => DeploymentTarget.Find(_folder.Path, "dev"));

        Assert.StartsWith("Environments dev and prod have the same project_id project-1.", Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_environment_is_refused_and_the_known_ones_are_listed()
    {
        Write("dev", "project-1");

        var failure = Assert.Throws<ScalewayPublishException>(() => DeploymentTarget.Find(_folder.Path, "prdo"));

        Assert.EndsWith("There are dev.", Assert.Single(failure.Errors), StringComparison.Ordinal);
        Assert.Null(DeploymentTarget.Find(_folder.Path, "Production").Name);
    }

    [Fact]
    public void Environment_without_a_backend_is_refused()
    {
        Write("dev", "project-1");
        File.Delete(Path.Combine(_folder.Path, "environments", "dev", "backend.hcl"));

        var failure = Assert.Throws<ScalewayPublishException>(() => DeploymentTarget.Find(_folder.Path, "dev"));

        Assert.Contains("backend.hcl", Assert.Single(failure.Errors), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    void Write(string name, string project)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder.Path, "environments", name)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}.tfvars"), $"project_id = \"{project}\" # its own\nregion     = \"nl-ams\"\n");
        File.WriteAllText(Path.Combine(folder, "backend.hcl"), "");
        File.WriteAllText(Path.Combine(_folder.Path, "backend.tf"), "");
    }
}
