using System.Collections.Concurrent;

namespace OpsBot.Sandbox;

/// <summary>The latest of what happened; what is older than that is forgotten.</summary>
public sealed class Latest<T>(Action noted)
{
    const int Kept = 10_000;

    readonly ConcurrentQueue<T> items = new();

    public IReadOnlyList<T> All => [.. items];

    internal void Note(T item)
    {
        items.Enqueue(item);
        if (items.Count > Kept) items.TryDequeue(out _);
        noted();
    }
}
