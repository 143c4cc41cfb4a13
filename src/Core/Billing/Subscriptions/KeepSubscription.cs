using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record KeepSubscription([Arg("whose, or which")] SubscriptionId Subscription) : ICommand<KeepSubscription, SubscriptionKept>
{
    public static Spec Spec { get; } = new("subscription keep", "Keep a subscription that was cancelled and has not ended yet")
    {
        Needs = Role.Admin, Doing = "Keeping", Examples = ["/subscription keep acme"],
    };
}

public sealed record SubscriptionKept(Subscription Subscription, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"{Subscription.Called} goes on" : $"{Subscription.Called} was not kept")
    {
        Tone = Error is null ? Tone.Good : Tone.Bad, Audience = Audience.Room,
        Parts =
        [
            .. Error.IfAny(error => new Notice(Tone.Bad, Sentences.WithInstants(error))),
            .. new Paragraph($"It is {Subscription.State.Words()}. Its next period begins on {Subscription.NextStart.InWords()}.")
                .If(Error is null),
        ],
        Buttons = [new Button("Look at it", $"/subscription show {Subscription.Id}")],
    };
}

sealed class KeepSubscriptionHandler(TheirSubscription theirs, IGateway gateway)
    : IHandle<KeepSubscription, SubscriptionKept>, ILongWork<KeepSubscription, TheirsMemo, SubscriptionKept>
{
    public async Task<Result<Plan>> Plan(KeepSubscription command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if (ours is not { State: SubscriptionState.Cancelling, StateBefore: { } before })
            return ours.EndedAt is null ? ours.NotNow($"is {ours.State.Words()} and was not cancelled, so there is nothing to keep it from.")
                : ours.Cannot(SubscriptionLife.Cancel.Name);
        return theirs.CannotReach(ours) ?? (Result<Plan>)(ours.Plan($"Keep {ours.Called}") with
        {
            Changes =
            [
                new("State", $"cancelled on {ours.EndsOn!.Value.InWords()}", before.Words()),
                new("Invoiced next", "not any more", $"{ours.NextStart.InWords()}, {ours.PriceInWords}"),
                .. TheirSubscription.Changes(ours, "ends with its period", "goes on"),
            ],
            Affects = new(Impact.Gain, $"{ours.Organization} keeps {ours.PlanName}, and goes on paying."),
            Undo = Undo.By("Cancel it again with", $"/subscription cancel {ours.Organization}"),
        });
    }

    public async Task<Result<SubscriptionKept>> Handle(KeepSubscription command, Work work, CancellationToken cancel) =>
        TheirSubscription.IsIn(work.Plan!) ? new SubscriptionKept(await Subscription.One(work, command.Subscription, cancel))
            : await Keep(command, work, cancel);

    public bool IsLong(KeepSubscription command, Work work) => TheirSubscription.IsIn(work.Plan!);

    public string? SerialKey(KeepSubscription command, Target target) => target.Key;

    public TheirsMemo Remember(KeepSubscription command, Work work) => TheirSubscription.Remember(work.Plan!);

    public IReadOnlyList<Step<KeepSubscription, TheirsMemo>> Steps => theirs.Steps<KeepSubscription>((_, memo, posting, cancel) =>
        gateway.EndWithPeriod(memo.Id, ends: false, posting, cancel));

    public Task<Result<SubscriptionKept>> Finish(
        KeepSubscription command, JobRun<TheirsMemo> run, Work work, CancellationToken cancel) => Keep(command, work, cancel);

    public async Task<SubscriptionKept> GiveUp(
        KeepSubscription command, JobRun<TheirsMemo> run, string error, Work work, CancellationToken cancel) =>
        new(await Subscription.One(work, command.Subscription, cancel), error);

    static async Task<Result<SubscriptionKept>> Keep(KeepSubscription command, Work work, CancellationToken cancel)
    {
        var was = await Subscription.One(work, command.Subscription, cancel);
        // What happened at the provider may have been heard of before.
        if (was.State is not SubscriptionState.Cancelling && was.EndedAt is null) return new SubscriptionKept(was);
        // What it owed may have been paid meanwhile, or have become late.
        var moved = await work.Execute(
            """
            update subscriptions s
            set    state = case when s.state_before not in ('active', 'past_due') then s.state_before
                                when exists (select
                                             from   invoices i
                                             where  i.subscription_id = s.id and i.state in ('overdue', 'uncollectible')) then 'past_due'
                                else 'active' end,
                   state_before = null, ends_on = null, ended_why = null, version = s.version + 1, changed_at = @Now
            where  s.id = @Id and s.version = @Version and s.state = 'cancelling'
            """, new { was.Id, was.Version, work.Now }, cancel);
        return moved == 1 ? new SubscriptionKept(await Subscription.One(work, was.Id, cancel)) : was.Changed;
    }
}
