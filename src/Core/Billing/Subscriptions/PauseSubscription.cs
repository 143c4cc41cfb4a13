using OpsBot.Core.Instances;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record PauseSubscription(
    [Arg("whose, or which")] SubscriptionId Subscription,
    [Arg("the day it goes on by itself: 2026-12-24", Named = true)] DateTimeOffset Until)
    : ICommand<PauseSubscription, SubscriptionPaused>
{
    public static Spec Spec { get; } = new("subscription pause", "Invoice nothing for a while; what runs for it stands still")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Pausing",
        Examples = ["/subscription pause acme until:2027-01-31 reason:\"closed over the winter\""],
    };
}

/// <summary>Why it was taken back, where it was.</summary>
public sealed record SubscriptionPaused(Target On, IReadOnlyList<Moved> Each, string? TakenBack = null) : IAnswer
{
    IReadOnlyList<string> Stopped => [.. Each.Where(one => one.Error is null).Select(one => one.Slug)];

    IReadOnlyList<Moved> Left => [.. Each.Where(one => one.Error is not null)];

    public Reply Say() => TakenBack is null
        ? new($"{On.Label} is paused")
        {
            Tone = Left.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
            Parts =
            [
                new Paragraph("Nothing is invoiced meanwhile, and the days that were paid for are had after it."
                    + (Stopped.Count > 0 ? $" Stopped: {OneLine.Of(Stopped)}." : "")),
                .. Left.Take(OneLine.Most).Select(one => new Item(
                    Words.Of(new Strong(one.Slug), new Plain($"  was not stopped. {one.Error}")),
                    [new Button("Stop", $"/instance stop {one.Slug}") { Spoken = $"Stop {one.Slug}" }])),
                .. new Small($"and {Left.Count - OneLine.Most} more that were not").If(Left.Count > OneLine.Most),
            ],
            Buttons = [new Button("Resume", $"/subscription resume {Id}"), new Button("Look at it", $"/subscription show {Id}")],
        }
        : new($"{On.Label} was not paused")
        {
            Tone = Tone.Warning, Audience = Audience.Room,
            Parts = [new Notice(Tone.Warning, Sentences.WithInstants($"{TakenBack} It is active, as before."))],
            Buttons = [new Button("Look at it", $"/subscription show {Id}")],
        };

    SubscriptionId Id => SubscriptionId.Of(On.Id);
}

sealed class PauseSubscriptionHandler(ManyGoingDown goingDown, TheirSubscription theirs, Seller seller)
    : IMoveInstances<PauseSubscription, StoppedMemo, SubscriptionPaused>
{
    // Longer than that is an end.
    const int LongestDays = 366;

    public Move<InstanceState> Move => InstanceLife.Suspend;

    public string? SerialKey(PauseSubscription command, Target target) => target.Key;

    public Task<IReadOnlyList<Target>> Locks(PauseSubscription command, Work work, CancellationToken cancel) =>
        Subscription.LockedWith(work, command.Subscription, cancel);

    public Task<IReadOnlyList<Guid>> Which(PauseSubscription command, Work work, int limit, CancellationToken cancel) => work.List<Guid>(
        """
        select   i.id
        from     subscriptions s
        join     organizations o on o.id = s.organization_id
        join     instances i on i.organization_id = o.id
        where    s.id = @Subscription and o.state = 'active' and i.state = 'running'
        order by i.id
        limit    @limit
        """, new { command.Subscription, limit }, cancel);

    public async ValueTask<Result<Plan>> Foresee(
        PauseSubscription command, IReadOnlyList<PlannedOne> each, bool more, Work work, CancellationToken cancel)
    {
        var (ours, until) = (await Subscription.One(work, command.Subscription, cancel), seller.DayTyped(command.Until));
        if (await MayNot(ours, until, work, cancel) is { } refusal) return refusal;
        if (more) return new Refusal($"{ours.Organization} has more than {each.Count} running instances, which is too much for one command.");
        var organization = await Organization.Get(work.Db, ours.OrganizationId, cancel);
        var closes = OrganizationLife.Suspend.MayBegin(organization.State);
        if (closes && await MovingInstance.Of(work, organization.Id, cancel) is { } moving) return moving.Wait("pause", ours.Called);
        return ours.Plan($"Pause {ours.Called} until {until.InWords()}") with
        {
            // It closes the doors of a customer, as a suspension does.
            Guard = closes ? Guard.Approval : Guard.Reason,
            Changes =
            [
                new("State", ours.State.Words(), $"paused until {until.InWords()}"),
                new("Invoiced next", ours.NextStart.InWords(), Pauses.NextAfter(ours.NextStart, seller.Today, until).InWords()),
                .. new Change("Organization", organization.State.Words(), "suspended").If(closes),
                .. (closes ? await work.RouteOf(organization.Id, cancel) : null).IfAny(route =>
                    new Change("Its address", route.Words(), "paused")),
                .. new Change("Running instances", OneLine.Of([.. each.Select(one => one.Label)]), "stopped").If(each.Count > 0),
            ],
            Targets = Math.Max(1, each.Count), Each = each,
            Affects = new(Impact.Loss, closes ? $"Everybody who uses {organization.Name}. Its server runs on, and costs on."
                : $"Nobody more: {ours.Organization} is {organization.State.Words()} already."),
            Undo = Undo.By("Resume it before with", $"/subscription resume {ours.Organization}"),
        };
    }

    async Task<Refusal?> MayNot(Subscription ours, DateOnly until, Work work, CancellationToken cancel) =>
        !SubscriptionLife.Pause.MayBegin(ours.State) ? ours.Cannot(SubscriptionLife.Pause.Name)
        : theirs.RenewedThere(ours, "be paused") ?? ours.NotInvoiced(seller.Today)
        ?? (until <= seller.Today ? new Refusal($"{until.InWords()} is no day to come. Say the day on which it goes on.")
            : until > seller.Today.AddDays(LongestDays) ? new Refusal($"A pause lasts {LongestDays} days at most. Cancel it instead.")
            : await PlanChanges.Unpaid(work, ours, cancel));

    public async Task<Refusal?> Along(PauseSubscription command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        var organization = await Organization.Get(work.Db, ours.OrganizationId, cancel);
        var closes = OrganizationLife.Suspend.MayBegin(organization.State);
        if (closes)
        {
            if ((await work.Begin(organization.Id, OrganizationLife.Suspend, cancel)).Fault is { } refusal) return refusal;
            await work.TurnRoute(organization.Id, RouteState.Paused, cancel);
        }
        return await work.Execute(
            """
            update subscriptions s
            set    state = 'paused', paused_on = @Today, paused_until = @Until, version = s.version + 1, changed_at = @Now,
                   suspended_at = case when @closes then o.changed_at end
            from   organizations o
            where  s.id = @Subscription and s.state = 'active' and s.version = @Version and o.id = s.organization_id
            """,
            new { command.Subscription, ours.Version, seller.Today, Until = seller.DayTyped(command.Until), closes, work.Now }, cancel) == 1
            ? null : ours.Changed;
    }

    public async Task Back(PauseSubscription command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if (await ours.MayOpen(work, cancel) && (await work.Begin(ours.OrganizationId, OrganizationLife.Resume, cancel)).Fault is null)
            await work.TurnRoute(ours.OrganizationId, RouteState.On, cancel);
        await work.Execute(
            """
            update subscriptions
            set    state = 'active', paused_on = null, paused_until = null, suspended_at = null, version = version + 1, changed_at = @Now
            where  id = @Subscription and state = 'paused'
            """, new { command.Subscription, work.Now }, cancel);
    }

    public IReadOnlyList<Step<PauseSubscription, StoppedMemo>> Steps => goingDown.Steps<PauseSubscription>();

    public SubscriptionPaused Answer(Target on, IReadOnlyList<Moved> each, string? takenBack) => new(on, each, takenBack);
}
