using System.Text.Json.Nodes;
using ScalewayPoc.Tests.Application;
using ScalewayPoc.Tests.Iac;

namespace ScalewayPoc.Tests.Publish;

/// <summary>An AppHost of ten lines, with nothing of this application, that uses the packed library.</summary>
[Trait("Category", "Release")]
public sealed class PackageTests : IDisposable
{
    const string AppHost = """
        var builder = DistributedApplication.CreateBuilder(args);
        builder.AddScalewayEnvironment("scaleway");
        var redis = builder.AddRedis("cache").PublishAsManagedRedis();
        var jobs = builder.AddElasticMq("queues").AddQueue("jobs").WithVisibilityTimeout(TimeSpan.FromMinutes(2)).PublishAsScalewayQueue();
        builder.AddProject<Projects.Worker>("worker")
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString).WithReference(redis)
            .WithQueueTrigger(jobs).PublishAsScalewayContainer(container => container.Timeout = TimeSpan.FromSeconds(20));
        builder.Build().Run();
        """;

    readonly TemporaryFolder _folder = new();
    readonly string _version = $"0.0.1-test.{Guid.NewGuid():n}";

    [SkippableFact]
    public async Task Another_application_publishes_through_the_package()
    {
        var feed = Path.Combine(_folder.Path, "feed");
        await MustSucceedAsync(Path.Combine(Repository.Root, "ScalewayPoc.Hosting.Scaleway"),
            "pack", "--no-build", "--nologo", "-c", Configuration, $"-p:PackageVersion={_version}", "-o", feed);
        Write("Worker/Worker.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        Write("Worker/Program.cs", "Microsoft.AspNetCore.Builder.WebApplication.Create(args).Run();");
        Write("AppHost/Program.cs", AppHost);
        Write("AppHost/AppHost.csproj", $"""
            <Project Sdk="Aspire.AppHost.Sdk/13.6.4">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <NoWarn>ASPIRE010;NU1603</NoWarn>
                <RestoreAdditionalProjectSources>{feed}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <ProjectReference Include="../Worker/Worker.csproj" />
                <PackageReference Include="Aspire.Hosting.Redis" Version="13.6.5" />
                <PackageReference Include="ScalewayPoc.Hosting.Scaleway" Version="{_version}" />
              </ItemGroup>
            </Project>
            """);
        var output = Path.Combine(_folder.Path, "out");

        await MustSucceedAsync(Path.Combine(_folder.Path, "AppHost"), "run", "--", "--operation", "publish", "--output-path", output);

        Assert.Equal([], SchemaCheck.Errors(output, "scaleway.auto.tfvars.json", manifest => manifest["manifest"]!));
        var published = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(output, "scaleway.auto.tfvars.json")))!.AsObject();
        Assert.Equal("cache.connection_string", published["containers"]!["worker"]!["references"]!["ConnectionStrings__cache"]!.GetValue<string>());
        Assert.Equal("worker", published["triggers"]!["jobs"]!["container"]!.GetValue<string>());
        // Last, as it is skipped where the parser of HCL is not available.
        Assert.Equal([], await ManifestTests.UndeclaredAsync(published));
    }

    public void Dispose()
    {
        _folder.Dispose();
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var restored = Path.Combine(packages, "scalewaypoc.hosting.scaleway", _version);
        if (Directory.Exists(restored))
        {
            Directory.Delete(restored, recursive: true);
        }
    }

    static string Configuration { get; } = typeof(PackageTests).Assembly
        .GetCustomAttributes(typeof(System.Reflection.AssemblyConfigurationAttribute), inherit: false)
        .Cast<System.Reflection.AssemblyConfigurationAttribute>().Single().Configuration;

    void Write(string path, string text)
    {
        var file = Path.Combine(_folder.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    static async Task MustSucceedAsync(string folder, params string[] arguments)
    {
        var result = await PublishProcess.DotnetAsync(folder, environment: null, arguments);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}{result.Error}");
    }
}
