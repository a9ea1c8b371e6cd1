using Xunit.Abstractions;
using Xunit.Sdk;

namespace ScalewayPoc.Tests.Application;

/// <summary>The AppHost as a process with a data folder, started when a test needs it and again after a test has ended it.</summary>
public sealed class RunningAppHost : IAsyncLifetime
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(4);

    readonly TemporaryFolder _data = new();
    AppHostProcess? _process;

    public Task InitializeAsync() => Task.CompletedTask;

    internal async Task<AppHostProcess> StartedAsync()
    {
        if (_process is { HasExited: true })
        {
            await _process.DisposeAsync();
            _process = null;
        }
        return _process ??= await AppHostProcess.StartAsync(_data.Path, StartTimeout);
    }

    public async Task DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        _data.Dispose();
    }
}

/// <summary>The test that ends the AppHost comes last, so that the others do not have to start it again.</summary>
public sealed class KillLast : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase => testCases.OrderBy(test => test.TestMethod.Method.Name.StartsWith("Killed", StringComparison.Ordinal));
}
