using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

public enum CancelWhen { PeriodEnd, Now }

public sealed record CancelSubscription(
    [Arg("whose, or which")] SubscriptionId Subscription,
    [Arg("with the end of what is paid for, or now: what is left of that becomes credit", Named = true)]
    CancelWhen When = CancelWhen.PeriodEnd) : ICommand<CancelSubscription, SubscriptionCancelled>
{
    public static Spec Spec { get; } = new("subscription cancel", "End a subscription with its period, or now with a credit note")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Cancel it", Doing = "Cancelling",
        Examples =
        [
            "/subscription cancel acme reason:\"they asked by mail\"", "/subscription cancel acme when:now reason:\"shop is closed\"",
        ],
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

sealed class CancelSubscriptionHandler(TheirSubscription theirs, IGateway gateway, Unused unused, StopWindow window, Seller seller)
    : IHandle<CancelSubscription, SubscriptionCancelled>, ILongWork<CancelSubscription, TheirsMemo, SubscriptionCancelled>
{
    public Task<IReadOnlyList<Target>> Locks(CancelSubscription command, Work work, CancellationToken cancel) =>
        Subscription.LockedWith(work, command.Subscription, cancel);

    public async Task<Result<Plan>> Plan(CancelSubscription command, Work work, CancellationToken cancel)
    {
        var ours = await Subscription.One(work, command.Subscription, cancel);
        if ((theirs.CannotReach(ours) ?? await PlanChanges.Unpaid(work, ours, cancel)) is { } refusal) return refusal;
        return command.When == CancelWhen.Now ? await Now(ours, work, cancel) : await WithPeriod(ours, work, cancel);
    }

    async Task<Result<Plan>> WithPeriod(Subscription ours, Work work, CancellationToken cancel)
    {
        if (!SubscriptionLife.Cancel.MayBegin(ours.State)) return ours.Cannot(SubscriptionLife.Cancel.Name);
        if (ours.NotInvoiced(seller.Today) is { } refusal) return refusal;
        var ends = ours.PaidUntil;
        if (ends <= seller.Today)
            return ours.NotNow("has a trial that ends today, so there is nothing to wait for. Cancel it with when:now.");
        return ours.Plan($"Cancel {ours.Called} with the end of {ends.AddDays(-1).InWords()}") with
        {
            Changes =
            [
                new("State", ours.State.Words(), $"cancelled on {ends.InWords()}"),
                .. Lost(ours, ends), .. await Owed(ours, work, cancel),
                .. TheirSubscription.Changes(ours, "goes on", "ends with its period"),
            ],
            Affects = new(Impact.Loss, $"{ours.Organization}, from {ends.InWords()} on. Until then nothing changes."),
            Undo = Undo.By("Keep it, before that day, with", $"/subscription keep {ours.Organization}"),
        };
    }

    async Task<Result<Plan>> Now(Subscription ours, Work work, CancellationToken cancel)
    {
        if (!SubscriptionLife.EndNow.MayBegin(ours.State)) return ours.Cannot(SubscriptionLife.EndNow.Name);
        if ((await Unused.Of(work, ours, seller.Today, null, cancel)).Failed(out var left, out var refusal)) return refusal;
        return ours.Plan($"End {ours.Called} now") with
        {
            Guard = Guard.Approval, Amount = left.Parts.Count == 0 ? null : left.Gross, Gives = left.Parts.Count == 0 ? null : left.Gross,
            Changes =
            [
                new("State", ours.State.Words(), "cancelled"), .. Lost(ours, seller.Today), .. left.Parts.Select(part => part.Change),
                .. await Owed(ours, work, cancel), .. TheirSubscription.Changes(ours, ours.State.Words(), "ended"),
            ],
            Affects = new(Impact.Loss, $"{ours.Organization}, at once: it has {ours.PlanName} no more."),
            Undo = Undo.Never("It can be started anew, at the price of that day. Credit notes keep their numbers."),
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
        IsLong(command, work) ? new SubscriptionCancelled(await Subscription.One(work, command.Subscription, cancel), [])
            : command.When == CancelWhen.Now ? await EndNow(command, Remember(command, work), work, cancel)
            : await End(command, work, cancel);

    /// <summary>There is something to set at the provider, or what is given back can still be stopped.</summary>
    public bool IsLong(CancelSubscription command, Work work) =>
        TheirSubscription.IsIn(work.Plan!) || (command.When == CancelWhen.Now && window.Until(work) is not null);

    public DateTimeOffset? StartsAt(CancelSubscription command, Work work) =>
        command.When == CancelWhen.Now ? window.Until(work) : null;

    public WayOn? CallOff(CancelSubscription command, Target target) => command.When == CancelWhen.Now ? StopWindow.Way : null;

    public string? SerialKey(CancelSubscription command, Target target) => target.Key;

    public TheirsMemo Remember(CancelSubscription command, Work work) => TheirSubscription.Remember(work.Plan!) with
    {
        Day = seller.Today, Gross = work.Plan!.Amount?.Minor ?? 0,
    };

    public IReadOnlyList<Step<CancelSubscription, TheirsMemo>> Steps => theirs.Steps<CancelSubscription>((command, memo, posting, cancel) =>
        command.When == CancelWhen.Now ? EndThere(memo, cancel) : gateway.EndWithPeriod(memo.Id, ends: true, posting, cancel));

    // It has no key: where nobody heard of it, how theirs is now says whether it was done.
    async Task<Result<Posted<GatewaySubscription>, GatewayFault>> EndThere(TheirsMemo memo, CancellationToken cancel)
    {
        if ((await gateway.Subscription(memo.Id, cancel)).Failed(out var before, out var fault)) return fault;
        if (before.State == GatewaySubscriptionState.Cancelled) return new Posted<GatewaySubscription>(before, "") { WasDone = true };
        return (await gateway.CancelNow(memo.Id, cancel)).Failed(out var after, out fault) ? fault
            : new Posted<GatewaySubscription>(after, "");
    }

    public async Task<Result<SubscriptionCancelled>> Finish(
        CancelSubscription command, JobRun<TheirsMemo> run, Work work, CancellationToken cancel) =>
        command.When == CancelWhen.Now ? await EndNow(command, run.Memo, work, cancel) : await End(command, work, cancel);

    public async Task<SubscriptionCancelled> GiveUp(
        CancelSubscription command, JobRun<TheirsMemo> run, string error, Work work, CancellationToken cancel) =>
        new(await Subscription.One(work, command.Subscription, cancel), [], error);

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

    async Task<Result<SubscriptionCancelled>> EndNow(CancelSubscription command, TheirsMemo memo, Work work, CancellationToken cancel)
    {
        var was = await Subscription.One(work, command.Subscription, cancel);
        if ((await Unused.Of(work, was, memo.Day!.Value, null, cancel)).Failed(out var left, out var refusal)) return refusal;
        // The preview is what is given back; what ended there has ended, whatever was agreed to.
        if (left.Gross.Minor != memo.Gross && !memo.IsThere) return was.Changed;
        var moved = await work.Execute(
            """
            update subscriptions
            set    state = 'cancelled', state_before = null, ended_at = coalesce(ended_at, @Now), ends_on = @Today, ended_why = @Reason,
                   paused_on = null, paused_until = null, suspended_at = null, version = version + 1, changed_at = @Now
            where  id = @Id and version = @Version and state in ('trialing', 'active', 'past_due', 'paused', 'cancelling', 'cancelled')
            """, new { was.Id, was.Version, seller.Today, work.Reason, work.Now }, cancel);
        if (moved == 0) return was.Changed;
        await PlanChanges.CallOff(work, was.Id, cancel);
        if ((await unused.GiveBack(work, left, $"{was.Called} ended early", cancel)).Failed(out var notes, out refusal)) return refusal;
        return new SubscriptionCancelled(await Subscription.One(work, was.Id, cancel), notes);
    }
}
