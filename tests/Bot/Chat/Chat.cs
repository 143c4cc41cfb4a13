using System.Collections.Concurrent;
using OpsBot.Bot.Chat;
using OpsBot.Core.Operations;

namespace OpsBot.Tests.Bot.Chat;

/// <summary>A chat platform as strict as its port: it keeps what it was given and answers what the test says.</summary>
sealed class Chat : IMessenger
{
    readonly ConcurrentQueue<Outgoing> taken = new();
    int underWay;

    public string Name => ChatSource.Platform;

    /// <summary>What it answers; by default it takes everything.</summary>
    public Func<Outgoing, Delivered> Answers { get; set; } = outgoing => new Delivered.Sent(outgoing.Ref ?? new($"ref:{outgoing.Key}"));

    /// <summary>Where a test stops time inside a call.</summary>
    public Func<Outgoing, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<Outgoing> Taken => [.. taken];

    public int MostAtOnce { get; private set; }

    public int Tries { get; private set; }

    public TimeSpan? Lasts(ChatPlace place) => place.Kind == PlaceKind.Dialog ? TimeSpan.FromSeconds(3) : null;

    public async Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel)
    {
        if (outgoing.IsTooLate) return new Delivered.Expired("It was too late for that place.");
        lock (taken) { MostAtOnce = Math.Max(MostAtOnce, ++underWay); Tries++; }
        try
        {
            await Before(outgoing);
            var answer = Answers(outgoing);
            if (answer is Delivered.Sent) taken.Enqueue(outgoing);
            return answer;
        }
        finally
        {
            lock (taken) underWay--;
        }
    }
}
