using System.Runtime.InteropServices;

namespace ScalewayPoc.Tests.Application;

/// <summary>The tests of the whole application, with API and Consumer as the native programs that are deployed.</summary>
[Collection(nameof(NativeCollection))]
[Trait("Category", "Release")]
public sealed class NativeTests(NativeApplicationFixture fixture) : ApplicationTests(fixture);

/// <summary>Tests that share the native application.</summary>
[CollectionDefinition(nameof(NativeCollection))]
public sealed class NativeCollection : ICollectionFixture<NativeApplicationFixture>;

/// <summary>The application with <c>Native=true</c>; publishes the programs first.</summary>
public sealed class NativeApplicationFixture : ApplicationFixture, IAsyncLifetime
{
    protected override string[] Options => ["--Native=true"];

    async Task IAsyncLifetime.InitializeAsync()
    {
        foreach (var project in (string[])["ScalewayPoc.Api", "ScalewayPoc.Consumer"])
        {
            var publish = await Command.RunAsync(
                "dotnet", ["publish", project, "--runtime", RuntimeInformation.RuntimeIdentifier, "--nologo"], Repository.Root,
                limit: TimeSpan.FromMinutes(15));
            // Warnings are errors, those of trimming and native compilation included.
            publish.MustSucceed();
        }
        await InitializeAsync();
    }
}
