using OpsBot.Bot.Intake;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Sandbox.Running;

/// <summary>A source of the bot's inbox in whose rows the bot can die: it has taken one in, and never handles it.</summary>
sealed class MortalSource(IInboxSource source, Func<bool> dies) : IInboxSource
{
    public string Name => source.Name;

    public Lane LaneOf(InboxRow row) => source.LaneOf(row);

    public Task Handle(InboxRow row, CancellationToken cancel) =>
        // It waits here until the bot is dead.
        dies() ? Task.Delay(Timeout.InfiniteTimeSpan, cancel) : source.Handle(row, cancel);

    public Request? RequestIn(InboxRow row) => source.RequestIn(row);
}
