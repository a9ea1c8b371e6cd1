using System.Text.Json;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// Waits after an apply until every container runs. To the provider a container that does not start is a warning, so
/// OpenTofu succeeds.
/// </summary>
/// <param name="tofu">The deployment.</param>
/// <param name="interval">Time between two looks at the platform.</param>
sealed class ContainerStatuses(Tofu tofu, TimeSpan interval)
{
    const string Output = "container_statuses";
    const int MaxLooks = 20;

    // Every other status is on the way to one of these.
    static readonly string[] Final = ["ready", "error", "locked"];

    /// <exception cref="ScalewayPublishException">A container does not run; one sentence for each.</exception>
    public async Task CheckAsync(IReadOnlyList<string> variables, CancellationToken stop)
    {
        var statuses = await ReadAsync(stop);
        for (var look = 1; look < MaxLooks && statuses.Any(container => !Final.Contains(container.Status)); look++)
        {
            await Task.Delay(interval, stop);
            await tofu.RefreshAsync(variables, stop);
            statuses = await ReadAsync(stop);
        }
        var failures = statuses.Where(container => container.Status != "ready")
            .Select(container => $"Container {container.Name} is {container.Status}: {(container.Error is { Length: > 0 } error ? error : "the platform gives no message")}. Its logs are in Cockpit: https://console.scaleway.com/cockpit/overview. After a fix, deploy again.")
            .ToList();
        if (failures.Count > 0)
        {
            throw new ScalewayPublishException(failures);
        }
    }

    async Task<IReadOnlyList<(string Name, string Status, string? Error)>> ReadAsync(CancellationToken stop)
    {
        using var outputs = await tofu.ReadOutputsAsync(stop);
        return outputs.RootElement.TryGetProperty(Output, out var output) && output.GetProperty("value") is { ValueKind: JsonValueKind.Object } value
            ? [.. value.EnumerateObject().Select(container => (container.Name, container.Value.GetProperty("status").GetString() ?? "unknown", container.Value.GetProperty("error").GetString()))]
            : [];
    }
}
