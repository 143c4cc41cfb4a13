using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpsBot.Core.Diagnostics;

namespace OpsBot.Core.Database;

/// <summary>Writes every request down before it is acknowledged. Requests that wait at the same time share one commit.</summary>
public sealed partial class Inbox(NpgsqlDataSource source, TimeProvider time, InboxLimits limits, ILogger<Inbox> log) : IDisposable
{
    static readonly TimeSpan step = TimeSpan.FromMilliseconds(5);

    readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(limits.MostWaiting));
    readonly Channel<InboxRow> arrived = Channel.CreateBounded<InboxRow>(new BoundedChannelOptions(limits.MostHeld));
    readonly Channel<InboxRow> left = Channel.CreateBounded<InboxRow>(new BoundedChannelOptions(limits.MostLeft));
    readonly SemaphoreSlim turn = new(1);
    readonly ConcurrentDictionary<Guid, long> held = new();
    readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long charactersWaiting;
    long lastRush = time.GetTimestamp() - time.TimestampFrequency;
    int receiving;

    /// <summary>Ends once the writer has tried to connect: what comes in from then on does not wait for that.</summary>
    public Task Opened => opened.Task;

    /// <summary>Rows that this process wrote, and has yet to handle.</summary>
    public ChannelReader<InboxRow> Arrived => arrived.Reader;

    /// <summary>Rows that it took up since nobody was handling them, and has yet to handle.</summary>
    public ChannelReader<InboxRow> Left => left.Reader;

    /// <summary>What comes in now will not be answered for a second or more.</summary>
    public bool IsBehind => arrived.Reader.Count >= limits.Behind;

    /// <summary>How many rows more it can take up.</summary>
    public int Room => limits.MostLeft - left.Reader.Count;

    /// <summary>Every row it holds, those being handled as well.</summary>
    public ICollection<Guid> Held => held.Keys;

    /// <summary>Those it has held for so long that their claims are to be renewed; they count as claimed anew.</summary>
    public IReadOnlyCollection<Guid> Aging()
    {
        var now = time.GetTimestamp();
        var aging = held.Where(row => time.GetElapsedTime(row.Value, now) >= limits.Claim / 4).Select(row => row.Key).ToList();
        foreach (var row in aging)
            if (held.TryGetValue(row, out var since)) held.TryUpdate(row, now, since);
        return aging;
    }

    /// <summary>How many callers wait for their acknowledgement at this moment.</summary>
    public int Receiving => Volatile.Read(ref receiving);

    /// <summary>How many requests this process works on at a time.</summary>
    public int Handlers { get; } = Math.Clamp(limits.Handlers, 1,
        Math.Max(1, new NpgsqlConnectionStringBuilder(source.ConnectionString).MaxPoolSize / 4));

    /// <summary>And how many that were left behind.</summary>
    public int LeftHandlers => Math.Min(limits.LeftHandlers, Handlers);

    // Between two commits of a rush nobody waits for a moment.
    bool IsRush(int many) => Receiving >= many || time.GetElapsedTime(Volatile.Read(ref lastRush)) < step;

    /// <summary>
    /// Lets acknowledgements go first while many wait for theirs, but never for long, so that handling goes on under any load.
    /// A steady stream that is acknowledged as fast as it comes is no rush: stepping aside for it would only pile up what it asks.
    /// </summary>
    public Task Calm(CancellationToken cancel) => Calm(limits.Rush, cancel);

    /// <summary>As Calm, but while anybody waits at all: for what others left behind, which is late already.</summary>
    public Task CalmForOne(CancellationToken cancel) => Calm(1, cancel);

    // One after another: all of them, held up together, would go on together, and who asks then would wait for all of them.
    async Task Calm(int many, CancellationToken cancel)
    {
        if (!IsRush(many)) return;
        await turn.WaitAsync(cancel);
        try
        {
            for (var waited = TimeSpan.Zero; IsRush(many) && waited < limits.LongestYield / Handlers; waited += step)
                await Task.Delay(step, time, cancel);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Answers once the request is safe, or within two seconds that it is not.</summary>
    public async Task<Received> Receive(Incoming incoming, CancellationToken cancel)
    {
        using var activity = Tracing.Begin("receive", ActivityKind.Producer);
        activity?.SetTag("platform", incoming.Platform).SetTag("kind", incoming.Kind);
        var entry = new Waiting(incoming, time.GetUtcNow());
        var size = incoming.Body.Length;
        Interlocked.Increment(ref receiving);
        try
        {
            if (Interlocked.Add(ref charactersWaiting, size) > limits.MostCharactersWaiting || !waiting.Writer.TryWrite(entry))
                return Received.NotRecorded;
            return await entry.Task.WaitAsync(limits.Patience, time, cancel);
        }
        catch (TimeoutException)
        {
            // The writer takes back what it could not tell anybody about.
            return entry.TrySetResult(Received.NotRecorded) ? Received.NotRecorded : await entry.Task;
        }
        finally
        {
            Interlocked.Add(ref charactersWaiting, -size);
            Interlocked.Decrement(ref receiving);
        }
    }

    /// <summary>Queues a row whose claim this process took up; false where it has it already or has no room.</summary>
    public bool Hold(InboxRow row) => Hold(row, left.Writer);

    bool Hold(InboxRow row, ChannelWriter<InboxRow> queue)
    {
        if (!held.TryAdd(row.Id, time.GetTimestamp())) return false;
        if (queue.TryWrite(row)) return true;
        held.TryRemove(row.Id, out _);
        return false;
    }

    public void LetGo(InboxRow row) => held.TryRemove(row.Id, out _);

    /// <summary>The writer: runs as long as the program does.</summary>
    public async Task Write(CancellationToken cancel)
    {
        await using var writer = new InboxWriter(source, time, limits);
        var batch = new List<Waiting>(limits.MostInOneCommit);
        try
        {
            await writer.Open();
            opened.TrySetResult();
            while (await SomethingToDo(writer, cancel))
            {
                // No timer: a batch is what came in while the last one was being committed.
                while (batch.Count < limits.MostInOneCommit && waiting.Reader.TryRead(out var entry))
                    if (!entry.Task.IsCompleted) batch.Add(entry);
                await Write(writer, batch);
                if (batch.Count >= limits.Rush) Volatile.Write(ref lastRush, time.GetTimestamp());
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            waiting.Writer.TryComplete();
            arrived.Writer.TryComplete();
            left.Writer.TryComplete();
        }
        finally
        {
            foreach (var entry in batch) entry.TrySetResult(Received.NotRecorded);
            while (waiting.Reader.TryRead(out var entry)) entry.TrySetResult(Received.NotRecorded);
        }
    }

    async Task<bool> SomethingToDo(InboxWriter writer, CancellationToken cancel)
    {
        var ready = waiting.Reader.WaitToReadAsync(cancel);
        if (ready.IsCompleted || !writer.HasDoubts) return await ready;
        await Task.WhenAny(ready.AsTask(), Task.Delay(TimeSpan.FromSeconds(1), time, cancel));
        return true;
    }

    async Task Write(InboxWriter writer, IReadOnlyList<Waiting> batch)
    {
        try
        {
            var rows = await writer.Insert(batch, limits.MostHeld - arrived.Reader.Count);
            for (var i = 0; i < batch.Count; i++)
                Settle(writer, batch, batch[i], rows[i]);
        }
        // One request that the database cannot take (a lone surrogate, a NUL) must not cost the others theirs.
        catch (Exception fault) when (batch.Count > 1 && fault is not OperationCanceledException && !Outage.Is(fault))
        {
            foreach (var entry in batch) await Write(writer, [entry]);
        }
        catch (Exception fault)
        {
            LogNotRecorded(fault, batch.Count);
            foreach (var entry in batch) entry.TrySetResult(Received.NotRecorded);
        }
    }

    void Settle(InboxWriter writer, IReadOnlyList<Waiting> batch, Waiting entry, InboxRow? row)
    {
        if (row is null) entry.TrySetResult(Received.Known);
        // A second delivery of it in the same batch is told that it is known, so it must stay.
        else if (!entry.TrySetResult(Received.Recorded) && !batch.Any(other => other != entry && other.Incoming.Key == entry.Incoming.Key))
            writer.Doubt(row.Id);
        // No room is no loss: the row stands unclaimed, or its claim lapses, and a sweep takes it.
        else Hold(row, arrived.Writer);
    }

    public void Dispose() => turn.Dispose();

    internal sealed class Waiting(Incoming incoming, DateTimeOffset since)
        : TaskCompletionSource<Received>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public Incoming Incoming => incoming;

        public DateTimeOffset Since => since;

        public string? Trace { get; } = Tracing.Here;
    }

    [LoggerMessage(LogLevel.Error, "The database took no requests; {Count} callers were asked to try again")]
    partial void LogNotRecorded(Exception fault, int count);
}
