using System.Collections.Concurrent;

namespace OpsBot.Core.Instances;

/// <summary>
/// The same to many things on many hosts: a few at a time on each, so that no host is stormed and none keeps another waiting.
/// </summary>
sealed class ManyAtOnce(TimeProvider time)
{
    /// <summary>More starts at once would only make each of them slower.</summary>
    public const int OnOneHost = 4;

    // Then it is told how far they have come; the rest is done in the next round.
    static readonly TimeSpan round = TimeSpan.FromSeconds(5);

    /// <summary>What came of those that a round got to; what had begun is waited for.</summary>
    public async Task<IReadOnlyList<(T One, TResult Result)>> Do<T, TResult>(
        IReadOnlyList<T> all, Func<T, string> host, Func<T, CancellationToken, Task<TResult>> act, CancellationToken cancel)
    {
        var results = new ConcurrentQueue<(T, TResult)>();
        var began = time.GetTimestamp();
        await Task.WhenAll(all.GroupBy(host).SelectMany(onOne =>
        {
            var waiting = new ConcurrentQueue<T>(onOne);
            return Enumerable.Range(0, OnOneHost).Select(_ => Work(waiting));
        }));
        return [.. results];

        async Task Work(ConcurrentQueue<T> waiting)
        {
            while (time.GetElapsedTime(began) < round && waiting.TryDequeue(out var one))
                results.Enqueue((one, await act(one, cancel)));
        }
    }
}
