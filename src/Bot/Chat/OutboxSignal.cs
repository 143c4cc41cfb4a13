using System.Collections.Concurrent;

namespace OpsBot.Bot.Chat;

/// <summary>Tells the delivery of every platform that there may be something to send.</summary>
public sealed class OutboxSignal
{
    readonly ConcurrentBag<Signal> listening = [];

    public Signal Listen()
    {
        var signal = new Signal();
        listening.Add(signal);
        return signal;
    }

    public void Raise()
    {
        foreach (var signal in listening) signal.Raise();
    }
}
