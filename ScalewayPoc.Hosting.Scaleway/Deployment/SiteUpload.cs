using System.Collections.Concurrent;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// Makes the bucket equal to the list of files. Visitors get one version or the other at any time, also when an upload is
/// interrupted: new files with a hash in their name are first, then the others, the index document is last, and only then are
/// unreferenced objects deleted.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="time">Clock for the age of replaced objects.</param>
sealed class SiteUpload(SiteBucket bucket, TimeProvider time)
{
    /// <summary>
    /// Time that a replaced file with a hash in its name is kept: a page that was opened before the deployment may still request
    /// it. A page that is open for longer has its files in the browser's cache.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    const int MaxParallel = 4;

    public sealed record Result(IReadOnlyCollection<string> Uploaded, int Unchanged, IReadOnlyCollection<string> Kept, IReadOnlyCollection<string> Deleted);

    public async Task<Result> RunAsync(IReadOnlyDictionary<string, SiteFileManifest> files, string folder, string indexDocument, CancellationToken stop)
    {
        var stored = await ReadAsync(stop);
        var changed = files.Where(file => stored.GetValueOrDefault(file.Key) is not { ReplacedAt: null } there || there.File != file.Value).ToList();
        foreach (var phase in changed.GroupBy(file => Phase(file, indexDocument)).OrderBy(phase => phase.Key))
        {
            await AllAsync(phase, (file, end) => bucket.WriteAsync(file.Key, Path.Combine(folder, file.Key), file.Value, end), stop);
        }
        var (kept, deleted) = await RemoveAsync(stored.Where(found => !files.ContainsKey(found.Key)), stop);
        return new([.. changed.Select(file => file.Key)], files.Count - changed.Count, kept, deleted);
    }

    async Task<IReadOnlyDictionary<string, SiteBucket.Stored>> ReadAsync(CancellationToken stop)
    {
        var stored = new ConcurrentDictionary<string, SiteBucket.Stored>(StringComparer.Ordinal);
        await AllAsync(await bucket.ListAsync(stop), async (key, end) => stored[key] = await bucket.ReadAsync(key, end), stop);
        return stored;
    }

    async Task<(IReadOnlyCollection<string> Kept, IReadOnlyCollection<string> Deleted)> RemoveAsync(
        IEnumerable<KeyValuePair<string, SiteBucket.Stored>> stale, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (kept, deleted) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await AllAsync(stale, async (found, end) =>
        {
            var (key, (file, replacedAt)) = found;
            if (file.CacheControl != SiteHeaders.Immutable || now - replacedAt >= Grace)
            {
                await bucket.DeleteAsync(key, end);
                deleted.Add(key);
                return;
            }
            if (replacedAt is null)
            {
                await bucket.MarkReplacedAsync(key, file, now, end);
            }
            kept.Add(key);
        }, stop);
        return (kept, deleted);
    }

    static int Phase(KeyValuePair<string, SiteFileManifest> file, string indexDocument) =>
        file.Key == indexDocument ? 2 : file.Value.CacheControl == SiteHeaders.Immutable ? 0 : 1;

    static Task AllAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken stop) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = stop },
            async (item, end) => await action(item, end));
}
