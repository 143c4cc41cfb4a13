using OpsBot.Core.Database;

namespace OpsBot.Tests.Testing;

/// <summary>An inbox whose writer runs until the end of the test.</summary>
public sealed class RunningInbox : IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    readonly Task writing;

    public RunningInbox(Inbox inbox) => (Inbox, writing) = (inbox, inbox.Write(stop.Token));

    public Inbox Inbox { get; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await writing;
        stop.Dispose();
    }
}
