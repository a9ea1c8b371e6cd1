using Xunit;

namespace ScalewayPoc.Tests.Api;

/// <summary>One API with all its dependencies, for the tests that take nothing away and use keys of their own.</summary>
public sealed class SharedApi : IAsyncLifetime
{
    readonly TestServers _servers = new();

    internal ApiSetup Setup { get; private set; } = null!;

    internal TestApi Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Setup = await ApiSetup.CreateAsync(_servers);
        Api = await Setup.StartApiAsync();
    }

    internal int RedisPort => _servers.RedisPort;

    internal Task<ApiSetup> CreateSetupAsync() => ApiSetup.CreateAsync(_servers);

    public async Task DisposeAsync() => await Setup.DisposeAsync();
}

/// <summary>The tests that share one API. They run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<SharedApi>
{
    public const string Name = "Api";
}
