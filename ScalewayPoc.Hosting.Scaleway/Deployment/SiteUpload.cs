using System.Collections.Concurrent;
using Aspire.Hosting.Scaleway.Manifest;

namespace Aspire.Hosting.Scaleway.Deployment;

/// <summary>
/// Makes the bucket hold what the manifest lists. Visitors see one version or the other at any time, also when it ends
/// halfway: first comes what nobody knows of yet, last the index document, and only then what nothing leads to any more
/// is deleted.
/// </summary>
/// <param name="bucket">The bucket.</param>
/// <param name="time">Tells how long ago something was replaced.</param>
sealed class SiteUpload(SiteBucket bucket, TimeProvider time)
{
    /// <summary>
    /// How long a replaced file with a hash in its name stays: a page that was opened before a deployment may still ask for
    /// it. A page that is left open for longer finds its parts in the browser's cache.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    const int AtOnce = 4;

    /// <summary>What was done.</summary>
    public sealed record Result(IReadOnlyCollection<string> Uploaded, int Unchanged, IReadOnlyCollection<string> Kept, IReadOnlyCollection<string> Deleted);

    /// <summary>Uploads what differs and removes what is not listed.</summary>
    /// <param name="files">The files by their path, which is their key.</param>
    /// <param name="folder">Where they are.</param>
    /// <param name="indexDocument">The file that leads to the others.</param>
    /// <param name="stop">Ends it.</param>
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
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (item, end) => await action(item, end));
}
