using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>
/// How far what was begun at a provider has come, for all jobs of a program at once: who asks while a call is under way is in the next
/// one, each call asks along for what others still wait for, and an answer serves whoever asks a moment later.
/// </summary>
sealed class ActionWatch(
    Func<IReadOnlyList<string>, CancellationToken, Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>>> look, TimeProvider time)
    : IDisposable
{
    /// <summary>As many as the provider is asked for in one call.</summary>
    public const int AtOnce = 25;

    static readonly TimeSpan fresh = TimeSpan.FromSeconds(1);

    // Who has not asked for so long has stopped waiting: what is over is forgotten, what is not is not asked along.
    static readonly TimeSpan lost = TimeSpan.FromMinutes(1);

    readonly Lock gate = new();
    readonly SemaphoreSlim turn = new(1);
    readonly Dictionary<string, Watched> all = [];

    sealed class Watched
    {
        public DateTimeOffset AskedAt;
        public DateTimeOffset? SeenAt;
        public ProviderAction? Seen;

        public bool IsOver => Seen is { State: not ActionState.Running };
    }

    public void Dispose() => turn.Dispose();

    /// <summary>As they are now, or were a second ago; what the provider knows nothing of is left out.</summary>
    public async Task<Result<IReadOnlyList<ProviderAction>, ProviderFault>> Look(IReadOnlyList<string> ids, CancellationToken cancel)
    {
        Want(ids);
        if (Missing(ids).Count > 0)
        {
            await turn.WaitAsync(cancel);
            try
            {
                // Whoever had the turn before may have asked along for these.
                foreach (var some in Missing(ids).Chunk(AtOnce))
                    if (await Ask(some, cancel) is { } fault) return fault;
            }
            finally
            {
                turn.Release();
            }
        }
        lock (gate) return ids.Select(id => all.GetValueOrDefault(id)?.Seen).OfType<ProviderAction>().ToList();
    }

    void Want(IReadOnlyList<string> ids)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var old in all.Where(one => now - one.Value.AskedAt > lost).Select(one => one.Key).ToList()) all.Remove(old);
            foreach (var id in ids)
            {
                if (!all.TryGetValue(id, out var watched)) all[id] = watched = new();
                watched.AskedAt = now;
            }
        }
    }

    List<string> Missing(IReadOnlyList<string> ids)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            return [.. ids.Where(id => all.TryGetValue(id, out var one) && !one.IsOver && !(now - one.SeenAt < fresh))];
        }
    }

    async Task<ProviderFault?> Ask(string[] wanted, CancellationToken cancel)
    {
        List<string> asked;
        lock (gate)
            asked = [.. wanted.Concat(all.Where(one => !one.Value.IsOver).OrderBy(one => one.Value.SeenAt).Select(one => one.Key))
                .Distinct().Take(AtOnce)];
        if ((await look(asked, cancel)).Failed(out var seen, out var fault)) return fault;
        lock (gate)
        {
            var now = time.GetUtcNow();
            foreach (var id in asked)
                if (all.TryGetValue(id, out var watched))
                    (watched.SeenAt, watched.Seen) = (now, seen.FirstOrDefault(one => one.Id == id) ?? watched.Seen);
        }
        return null;
    }
}
