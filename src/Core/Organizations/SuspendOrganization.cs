using OpsBot.Core.Instances;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record SuspendOrganization([Arg("which organization")] OrganizationId Org)
    : ICommand<SuspendOrganization, OrganizationSuspended>
{
    public static Spec Spec { get; } = new("org suspend", "Close an organization's doors without taking anything away")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Doing = "Suspending",
        Examples = ["/org suspend acme reason:\"three invoices unpaid\""],
    };
}

/// <summary>Why it was taken back, where it was.</summary>
public sealed record OrganizationSuspended(string Slug, IReadOnlyList<Moved> Each, string? TakenBack = null) : IAnswer
{
    IReadOnlyList<string> Stopped => [.. Each.Where(one => one.Error is null).Select(one => one.Slug)];

    IReadOnlyList<Moved> Left => [.. Each.Where(one => one.Error is not null)];

    public Reply Say() => TakenBack is null
        ? new($"{Slug} is suspended")
        {
            Tone = Left.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
            Parts =
            [
                .. new Paragraph("Nobody gets in. Nothing was taken away.").If(Each.Count == 0),
                .. new Paragraph($"Stopped: {OneLine.Of(Stopped)}. Nothing was taken away.").If(Stopped.Count > 0),
                .. Left.Take(OneLine.Most).Select(one => new Item(
                    Words.Of(new Strong(one.Slug), new Plain($"  was not stopped. {one.Error}")),
                    [new Button("Stop", $"/instance stop {one.Slug}") { Spoken = $"Stop {one.Slug}" }])),
                .. new Small($"and {Left.Count - OneLine.Most} more that were not").If(Left.Count > OneLine.Most),
            ],
            Buttons = [new Button("Resume", $"/org resume {Slug}"), new Button("Show", $"/org show {Slug}")],
        }
        : new($"{Slug} was not suspended")
        {
            Tone = Tone.Warning, Audience = Audience.Room,
            Parts = [new Notice(Tone.Warning, Sentences.WithInstants($"{TakenBack} It is active, as before."))],
            Buttons = [new Button("Show", $"/org show {Slug}")],
        };
}

sealed class SuspendOrganizationHandler(ManyGoingDown goingDown)
    : IMoveInstances<SuspendOrganization, StoppedMemo, OrganizationSuspended>
{
    public Move<InstanceState> Move => InstanceLife.Suspend;

    public string? SerialKey(SuspendOrganization command, Target target) => target.Key;

    public Task<IReadOnlyList<Guid>> Which(SuspendOrganization command, Work work, int limit, CancellationToken cancel) =>
        work.List<Guid>(
            "select id from instances where organization_id = @Org and state = 'running' order by id limit @limit",
            new { command.Org, limit }, cancel);

    public async ValueTask<Result<Plan>> Foresee(
        SuspendOrganization command, IReadOnlyList<PlannedOne> each, bool more, Work work, CancellationToken cancel)
    {
        if ((await work.Movable(command.Org, OrganizationLife.Suspend, cancel)).Failed(out var organization, out var refusal))
            return refusal;
        if (more) return new Refusal($"{organization.Slug} has more than {each.Count} running instances, which is too much for one command.");
        if (await MovingInstance.Of(work, command.Org, cancel) is { } moving) return moving.Wait("suspend", organization.Slug);
        return organization.Plan($"Suspend {organization.Slug}") with
        {
            Changes =
            [
                new("State", organization.State.Words(), "suspended"),
                .. (await work.RouteOf(command.Org, cancel)).IfAny(route => new Change("Its address", route.Words(), "paused")),
                .. new Change("Running instances", OneLine.Of([.. each.Select(one => one.Label)]), "stopped").If(each.Count > 0),
            ],
            Targets = Math.Max(1, each.Count), Each = each,
            Affects = new(Impact.Loss, await Server.Of(work.Db, command.Org, cancel) is { } server
                ? $"Everybody who uses {organization.Name}. {server.Name} runs on, and costs on." : $"Everybody who uses {organization.Name}."),
            Undo = Undo.By("Resume it with", $"/org resume {organization.Slug}"),
        };
    }

    public async Task<Refusal?> Along(SuspendOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Org, OrganizationLife.Suspend, cancel)).Fault is { } refusal) return refusal;
        await work.TurnRoute(command.Org, RouteState.Paused, cancel);
        return null;
    }

    public async Task Back(SuspendOrganization command, Work work, CancellationToken cancel)
    {
        if ((await work.Begin(command.Org, OrganizationLife.Resume, cancel)).Fault is null)
            await work.TurnRoute(command.Org, RouteState.On, cancel);
    }

    public IReadOnlyList<Step<SuspendOrganization, StoppedMemo>> Steps => goingDown.Steps<SuspendOrganization>();

    public OrganizationSuspended Answer(Target on, IReadOnlyList<Moved> each, string? takenBack) => new(on.Label, each, takenBack);
}
