using System.Threading.Channels;

namespace OpsBot.Bot.Chat;

/// <summary>Notes what the platform took, many at once: a batch is what was taken while the last one was being written.</summary>
sealed class Settling(Deliveries deliveries)
{
    const int MostAtOnce = 256;

    readonly Channel<Waiting> waiting = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });

    /// <summary>True where it was said anew meanwhile and is to go out again.</summary>
    public async Task<bool> Sent(Claimed claimed, MessageRef reference)
    {
        var entry = new Waiting(new(claimed, reference));
        return waiting.Writer.TryWrite(entry) ? await entry.Task : throw new InvalidOperationException("Nothing is noted any more.");
    }

    /// <summary>Runs until it is ended and all that waited is written.</summary>
    public async Task Run(CancellationToken cancel)
    {
        var batch = new List<Waiting>(MostAtOnce);
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < MostAtOnce && waiting.Reader.TryRead(out var entry)) batch.Add(entry);
            await Write(batch, cancel);
            batch.Clear();
        }
    }

    public void End() => waiting.Writer.TryComplete();

    async Task Write(IReadOnlyList<Waiting> batch, CancellationToken cancel)
    {
        try
        {
            var again = await deliveries.Sent([.. batch.Select(entry => entry.Sent)], cancel);
            foreach (var entry in batch) entry.TrySetResult(again.Contains(entry.Sent.Claimed.Id));
        }
        // Each of them is told: what was not noted lapses and is said again.
        catch (Exception fault)
        {
            foreach (var entry in batch) entry.TrySetException(fault);
        }
    }

    sealed class Waiting(Sent sent) : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Sent Sent => sent;
    }
}
