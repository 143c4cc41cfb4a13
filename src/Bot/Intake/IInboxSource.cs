using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Bot.Intake;

/// <summary>Whatever writes rows into the inbox: a chat platform, or a program that reports what has happened, by its webhook.</summary>
public interface IInboxSource
{
    /// <summary>As it stands in inbox.platform: "slack", "discord".</summary>
    string Name { get; }

    /// <summary>In whose places the row is handled: what may take its time never takes those of all others.</summary>
    Lane LaneOf(InboxRow row) => Lane.Quick;

    /// <summary>
    /// Carries out what the row asks for, and marks it handled in the transaction that does so. When it throws, the row is tried again.
    /// </summary>
    Task Handle(InboxRow row, CancellationToken cancel);

    /// <summary>Which person asked for what, so that they are told when the row is given up; none where no person did.</summary>
    Request? RequestIn(InboxRow row) => null;

    /// <summary>
    /// Checks, reads and answers once what nobody sent and nobody gets, so that the first real request does not wait for it.
    /// </summary>
    void Rehearse() { }
}
