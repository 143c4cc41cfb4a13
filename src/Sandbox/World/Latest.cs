using System.Collections.Concurrent;

namespace OpsBot.Sandbox;

/// <summary>The latest of what happened, up to so many.</summary>
sealed class Latest<T>(int most, Action noted)
{
    readonly ConcurrentQueue<T> items = new();

    internal IReadOnlyList<T> All => [.. items];

    internal void Note(T item)
    {
        items.Enqueue(item);
        if (items.Count > most) items.TryDequeue(out _);
        noted();
    }
}
