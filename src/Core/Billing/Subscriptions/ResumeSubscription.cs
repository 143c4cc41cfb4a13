using OpsBot.Core.Instances;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record ResumeSubscription([Arg("whose, or which")] SubscriptionId Subscription)
    : ICommand<ResumeSubscription, SubscriptionResumed>
{
    public static Spec Spec { get; } = new("subscription resume", "End a pause now: what stood still for it runs again")
    {
        Needs = Role.Admin, Doing = "Resuming", Examples = ["/subscription resume acme"],
    };
}

public sealed record SubscriptionResumed(Target On, IReadOnlyList<Moved> Each) : IAnswer
{
    IReadOnlyList<string> Up => [.. Each.Where(one => one.Error is null).Select(one => one.Slug)];

    IReadOnlyList<Moved> Failed => [.. Each.Where(one => one.Error is not null)];

    public Reply Say() => new($"{On.Label} is active")
    {
        Tone = Failed.Count == 0 ? Tone.Good : Tone.Warning, Audience = Audience.Room,
        Parts =
        [
            new Paragraph("Its days are counted again." + (Up.Count > 0 ? $" Running: {OneLine.Of(Up)}." : "")),
            .. Failed.Take(OneLine.Most).Select(one => new Item(
                Words.Of(new Strong(one.Slug), new Plain($"  did not come up. {one.Error}")),
                [new Button("Show", $"/instance show {one.Slug}") { Spoken = $"Show {one.Slug}" }])),
            .. new Small($"and {Failed.Count - OneLine.Most} more that did not").If(Failed.Count > OneLine.Most),
        ],
        Buttons =
        [
            .. new Button("Failed", "/instance failed").If(Failed.Count > 0),
            new Button("Look at it", $"/subscription show {SubscriptionId.Of(On.Id)}"),
        ],
    };
}

sealed class ResumeSubscriptionHandler(ManyComingUp comingUp, Seller seller)
    : IMoveInstances<ResumeSubscription, StartedMemo, SubscriptionResumed>
{
    public Move<InstanceState> Move => InstanceLife.Resume;

    public string? SerialKey(ResumeSubscription command, Target target) => target.Key;

    public Task<IReadOnlyList<Target>> Locks(ResumeSubscription command, Work work, CancellationToken cancel) =>
        Subscription.LockedWith(work, command.Subscription, cancel);

    // Of an organization that was suspended for this pause, and for nothing else since.
    public Task<IReadOnlyList<Guid>> Which(ResumeSubscription command, Work work, int limit, CancellationToken cancel) => work.List<Guid>(
        """
        select   i.id
        from     subscriptions s
        join     organizations o on o.id = s.organization_id
        join     instances i on i.organization_id = o.id
        where    s.id = @Subscription and o.state = 'suspended' and o.changed_at = s.suspended_at and i.state = 'suspended'
        order by i.id
        limit    @limit
        """, new { command.Subscription, limit }, cancel);

    public async ValueTask<Result<Plan>> Foresee(
        ResumeSubscription command, IReadOnlyList<PlannedOne> each, bool more, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if (!SubscriptionLife.Resume.MayBegin(ours.State))
            return ours.NotNow($"is {ours.State.Words()}; only what is paused can be resumed.");
        var organization = await Organization.Get(work.Db, ours.OrganizationId, cancel);
        var opens = await ours.MayOpen(work, cancel);
        if (opens && await MovingInstance.Of(work, organization.Id, cancel) is { } moving) return moving.Wait("resume", ours.Called);
        return ours.Plan($"Resume {ours.Called}") with
        {
            Changes =
            [
                new("State", ours.State.Words(), "active"),
                new("Invoiced next", "not while it is paused", NextAfter(ours).InWords()),
                .. new Change("Organization", organization.State.Words(), "active").If(opens),
                .. (opens ? await work.RouteOf(organization.Id, cancel) : null).IfAny(route =>
                    new Change("Its address", route.Words(), "on")),
                .. new Change("Suspended instances", OneLine.Of([.. each.Select(one => one.Label)]), "running").If(each.Count > 0),
            ],
            Targets = Math.Max(1, each.Count), Each = each,
            Affects = new(Impact.Gain, opens ? $"{organization.Name} is open again."
                : organization.State == OrganizationState.Suspended
                    ? $"{ours.Organization} was suspended for another reason than this pause, and stays so."
                    : $"Nobody more: {ours.Organization} is {organization.State.Words()}."),
            Undo = Undo.By("Pause it again with", $"/subscription pause {ours.Organization}"),
        };
    }

    DateOnly NextAfter(Subscription ours) => Pauses.NextAfter(ours.NextStart, ours.PausedOn!.Value, seller.Today);

    public async Task<Refusal?> Along(ResumeSubscription command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if (await ours.MayOpen(work, cancel))
        {
            if ((await work.Begin(ours.OrganizationId, OrganizationLife.Resume, cancel)).Fault is { } refusal) return refusal;
            await work.TurnRoute(ours.OrganizationId, RouteState.On, cancel);
        }
        // Within the same day nothing was missed, and its periods stay on their days.
        var next = NextAfter(ours);
        var moved = await work.Execute(
            """
            update subscriptions
            set    state = 'active', anchor = case when @next = next_start then anchor else @next end,
                   next_period = case when @next = next_start then next_period else 0 end, next_start = @next,
                   paused_on = null, paused_until = null, suspended_at = null, version = version + 1, changed_at = @Now
            where  id = @Subscription and state = 'paused' and version = @Version
            """, new { command.Subscription, ours.Version, next, work.Now }, cancel);
        if (moved == 0) return ours.Changed;
        await PlanChanges.Move(work, ours.Id, next, cancel);
        return null;
    }

    public IReadOnlyList<Step<ResumeSubscription, StartedMemo>> Steps => comingUp.Steps<ResumeSubscription>();

    public SubscriptionResumed Answer(Target on, IReadOnlyList<Moved> each, string? takenBack) => new(on, each);
}
