using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.BringingUp;

/// <summary>
/// The frame of a command after which an organization has a server that answers: the same steps, and the same end, for all. The command
/// itself moves the organization and orders the server; from then on either knows whose it is by the command's trail.
/// </summary>
interface IBringUp<TCommand> : IHandle<TCommand, OrganizationUp>, ILongWork<TCommand, BringUpMemo, OrganizationUp>
    where TCommand : class, ICommand<TCommand, OrganizationUp>
{
    /// <summary>Comes through deploying to active.</summary>
    Move<OrganizationState> Move { get; }

    BringUp BringUp { get; }

    /// <summary>A server that does not come up stays until somebody removes it.</summary>
    bool KeepsFailed(TCommand command) => false;

    string? ILongWork<TCommand, BringUpMemo, OrganizationUp>.SerialKey(TCommand command, Target target) => target.Key;

    IReadOnlyList<Step<TCommand, BringUpMemo>> ILongWork<TCommand, BringUpMemo, OrganizationUp>.Steps =>
        BringUp.Steps<TCommand>(Move);

    Task<Result<OrganizationUp>> ILongWork<TCommand, BringUpMemo, OrganizationUp>.Finish(
        TCommand command, JobRun<BringUpMemo> run, Work work, CancellationToken cancel) => BringUp.Finish(Move, run, work, cancel);

    Task<OrganizationUp> ILongWork<TCommand, BringUpMemo, OrganizationUp>.GiveUp(
        TCommand command, JobRun<BringUpMemo> run, string error, Work work, CancellationToken cancel) =>
        BringUp.GiveUp(Move, KeepsFailed(command), run, error, work, cancel);
}
