using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public sealed record CancelSubscription(
    [Arg("whose, or which")] SubscriptionId Subscription) : ICommand<CancelSubscription, SubscriptionCancelled>
{
    public static Spec Spec { get; } = new("subscription cancel", "End a subscription with its period")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Cancel it", Doing = "Cancelling",
        Examples = ["/subscription cancel acme reason:\"they asked by mail\""],
    };
}

public sealed record SubscriptionCancelled(Subscription Subscription, IReadOnlyList<string> Notes, string? Error = null) : IAnswer
{
    public Reply Say() => new(Heading)
    {
        Tone = Error is null ? Tone.Good : Tone.Bad, Audience = Audience.Room,
        Parts =
        [
            .. Error.IfAny(error => new Notice(Tone.Bad, Sentences.WithInstants(error))),
            .. new Paragraph("It runs as before until then, and can be kept.").If(Subscription.State == SubscriptionState.Cancelling),
            .. Notes.Select(note => new Paragraph(note)),
            .. new Paragraph("What runs for it runs on until the organization is cancelled, too.")
                .If(Subscription.State == SubscriptionState.Cancelled),
        ],
        Buttons =
        [
            .. new Button("Keep it", $"/subscription keep {Subscription.Id}").If(Subscription.State == SubscriptionState.Cancelling),
            .. new Button("Cancel the organization", $"/org cancel {Subscription.Organization}")
                .If(Subscription.State == SubscriptionState.Cancelled),
            new Button("Look at it", $"/subscription show {Subscription.Id}"),
        ],
    };

    string Heading => (Error, Subscription.State) switch
    {
        ({ }, _) => $"{Subscription.Called} was not cancelled",
        (null, SubscriptionState.Cancelling) => $"{Subscription.Called} ends with {Subscription.EndsOn!.Value.AddDays(-1).InWords()}",
        (null, _) => $"{Subscription.Called} has ended",
    };
}

sealed class CancelSubscriptionHandler(TheirSubscription theirs, IGateway gateway, Seller seller)
    : IHandle<CancelSubscription, SubscriptionCancelled>, ILongWork<CancelSubscription, TheirsMemo, SubscriptionCancelled>
{
    public Task<IReadOnlyList<Target>> Locks(CancelSubscription command, Work work, CancellationToken cancel) =>
        Subscription.LockedWith(work, command.Subscription, cancel);

    public async Task<Result<Plan>> Plan(CancelSubscription command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if ((theirs.CannotReach(ours) ?? await PlanChanges.Unpaid(work, ours, cancel)) is { } refusal) return refusal;
        return await WithPeriod(ours, work, cancel);
    }

    async Task<Result<Plan>> WithPeriod(Subscription ours, Work work, CancellationToken cancel)
    {
        if (!SubscriptionLife.Cancel.MayBegin(ours.State)) return ours.Cannot(SubscriptionLife.Cancel);
        if (ours.NotInvoiced(seller.Today) is { } refusal) return refusal;
        var ends = ours.PaidUntil;
        if (ends <= seller.Today) return ours.NotNow("has a trial that ends today, so there is nothing to wait for.");
        return ours.Plan($"Cancel {ours.Called} with the end of {ends.AddDays(-1).InWords()}") with
        {
            Changes =
            [
                new("State", ours.State.Words(), $"cancelled on {ends.InWords()}"),
                .. Lost(ours, ends), .. await Owed(ours, work, cancel), .. theirs.Changes(ours, "goes on", "ends with its period"),
            ],
            Affects = new(Impact.Loss, $"{ours.Organization}, from {ends.InWords()} on. Until then nothing changes."),
            Undo = Undo.By("Keep it, before that day, with", $"/subscription keep {ours.Organization}"),
        };
    }

    /// <summary>What it had, and from when on it has it no more.</summary>
    static IEnumerable<Change> Lost(Subscription ours, DateOnly from) =>
    [
        new($"From {from.InWords()} on", $"{ours.PlanName}, {ours.PriceInWords}", "nothing"),
        .. ours.Entitlements.IfAny(with => new Change("Comes with it", with, "nothing")),
    ];

    static async Task<IEnumerable<Change>> Owed(Subscription ours, Work work, CancellationToken cancel) =>
        await work.Find<string>(
            """
            select string_agg(coalesce(number, 'a draft'), ', ' order by period_start)
            from   invoices
            where  subscription_id = @Id and state in ('draft', 'open', 'overdue')
            """, new { ours.Id }, cancel) is { } open ? [new("Still to be paid", open, open)] : [];

    public async Task<Result<SubscriptionCancelled>> Handle(CancelSubscription command, Work work, CancellationToken cancel) =>
        TheirSubscription.IsIn(work.Plan!) ? new SubscriptionCancelled(await Subscription.One(work, command.Subscription, cancel), [])
            : await Cancel(command, work, cancel);

    public bool IsLong(CancelSubscription command, Work work) => TheirSubscription.IsIn(work.Plan!);

    public string? SerialKey(CancelSubscription command, Target target) => target.Key;

    public TheirsMemo Remember(CancelSubscription command, Work work) => TheirSubscription.Remember(work.Plan!);

    public IReadOnlyList<Step<CancelSubscription, TheirsMemo>> Steps => theirs.Steps<CancelSubscription>((command, memo, posting, cancel) =>
        gateway.EndWithPeriod(memo.Id, ends: true, posting, cancel));

    public async Task<Result<SubscriptionCancelled>> Finish(
        CancelSubscription command, JobRun<TheirsMemo> run, Work work, CancellationToken cancel) =>
        await Cancel(command, work, cancel);

    public async Task<SubscriptionCancelled> GiveUp(
        CancelSubscription command, JobRun<TheirsMemo> run, string error, Work work, CancellationToken cancel) =>
        new(await Subscription.One(work, command.Subscription, cancel), [], error);

    Task<Result<SubscriptionCancelled>> Cancel(CancelSubscription command, Work work, CancellationToken cancel) =>
        End(command, work, cancel);

    static async Task<Result<SubscriptionCancelled>> End(CancelSubscription command, Work work, CancellationToken cancel)
    {
        var was = await Subscription.One(work, command.Subscription, cancel);
        // What happened at the provider may have been heard of before.
        if (was.State == SubscriptionState.Cancelling) return new SubscriptionCancelled(was, []);
        var moved = await work.Execute(
            """
            update subscriptions
            set    state = 'cancelling', state_before = state, ends_on = @PaidUntil, ended_why = @Reason, version = version + 1,
                   changed_at = @Now
            where  id = @Id and version = @Version and state in ('trialing', 'active', 'past_due')
            """, new { was.Id, was.Version, was.PaidUntil, work.Reason, work.Now }, cancel);
        if (moved == 0) return was.Changed;
        await PlanChanges.CallOff(work, was.Id, cancel);
        return new SubscriptionCancelled(await Subscription.One(work, was.Id, cancel), []);
    }
}
