using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>A subscription that the payment provider renews: ours moves to where theirs is, whatever happened in between.</summary>
sealed class SubscriptionNews(IGateway gateway, Seller seller) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } =
    [
        "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted", "customer.subscription.paused",
        "customer.subscription.resumed", "customer.subscription.trial_will_end",
    ];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.Subscription(happened.ThingId!, cancel)).Failed(out var theirs, out var fault)) return fault;
        return new Heard($"A subscription: {Words(theirs)}.", (work, token) => Follow(theirs, work, token));
    }

    static string Words(GatewaySubscription theirs) => theirs.EndsWithPeriod ? $"{theirs.State.Words()}, ends with its period"
        : theirs.State.Words();

    /// <summary>What ours is where theirs is so.</summary>
    sealed record There(SubscriptionState State, SubscriptionState? Before = null, DateOnly? EndsOn = null, DateOnly? TrialEndsOn = null);

    async Task Follow(GatewaySubscription theirs, Work work, CancellationToken cancel)
    {
        var id = await work.Find<SubscriptionId?>("select id from subscriptions where provider_id = @Id for no key update", new { theirs.Id }, cancel);
        if (id is null || Of(theirs) is not { } there) return;
        await work.Lock(Target.Of(id.Value, ""), cancel);
        await Renew(work, id.Value, theirs, cancel);
        var ours = await Subscription.One(work, id.Value, cancel);
        var here = new There(ours.State, ours.StateBefore, ours.EndsOn, ours.TrialEndsOn);
        // What has ended here begins no more: somebody looks at why it goes on there.
        if (ours.EndedAt is not null && there.State is not (SubscriptionState.Cancelled or SubscriptionState.Expired))
        {
            await Say(work, ours, $"It has ended here, and at {gateway.Called} it is {Words(theirs)}. Cancel it there.", Tone.Bad, cancel);
            return;
        }
        if (ours.EndedAt is not null || here == there with { TrialEndsOn = there.TrialEndsOn ?? here.TrialEndsOn }) return;
        await Move(work, ours, there, cancel);
        if (ours.State != there.State)
            await Say(work, ours, $"At {gateway.Called} it is {Words(theirs)}; here it was {ours.State.Words()}, and follows.",
                there.State.Tone, cancel);
    }

    /// <summary>None where nobody can say, or where it stands still there in a way that is not known here.</summary>
    There? Of(GatewaySubscription theirs)
    {
        var trial = theirs is { State: GatewaySubscriptionState.Trialing, TrialEnd: { } end } ? seller.DayOf(end) : (DateOnly?)null;
        SubscriptionState? live = theirs.State switch
        {
            GatewaySubscriptionState.Incomplete => SubscriptionState.Pending,
            GatewaySubscriptionState.Trialing when trial is not null => SubscriptionState.Trialing,
            GatewaySubscriptionState.Active => SubscriptionState.Active,
            GatewaySubscriptionState.PastDue or GatewaySubscriptionState.Unpaid => SubscriptionState.PastDue,
            GatewaySubscriptionState.Cancelled => SubscriptionState.Cancelled,
            GatewaySubscriptionState.Expired => SubscriptionState.Expired,
            GatewaySubscriptionState.Trialing or GatewaySubscriptionState.Paused or GatewaySubscriptionState.Unknown => null,
        };
        return live is not { } state ? null
            : theirs is { EndsWithPeriod: true, PeriodEnd: { } over } && SubscriptionLife.Cancel.MayBegin(state)
                ? new(SubscriptionState.Cancelling, state, seller.DayOf(over), trial)
            : new(state, TrialEndsOn: trial);
    }

    static async Task Move(Work work, Subscription ours, There there, CancellationToken cancel)
    {
        await work.Execute(
            """
            update subscriptions
            set    state = @State, state_before = @Before, ends_on = @EndsOn, version = version + 1, changed_at = @Now,
                   trial_ends_on = coalesce(@TrialEndsOn, trial_ends_on),
                   anchor = case when next_period = 0 then coalesce(@TrialEndsOn, anchor) else anchor end,
                   next_start = case when next_period = 0 then coalesce(@TrialEndsOn, next_start) else next_start end,
                   paused_on = null, paused_until = null, suspended_at = null,
                   ended_at = case when @State in ('cancelled', 'expired') then @Now::timestamptz end,
                   ended_why = case when @State in ('cancelled', 'expired') then coalesce(ended_why, 'ended at the payment provider') end
            where  id = @Id and version = @Version
            """,
            new
            {
                ours.Id, ours.Version, State = there.State.Snake(), Before = there.Before?.Snake(), there.EndsOn, there.TrialEndsOn,
                work.Now,
            }, cancel);
        await work.Audit(Execution.Entry(work, "subscription follow", AuditOutcome.Done) with
        {
            Target = ours.Target, Detail = $"It was {ours.State.Words()} and is {there.State.Words()}, as at the payment provider.",
        }, cancel);
    }

    /// <summary>Its next period begins where the one ends that it is in there.</summary>
    async Task Renew(Work work, SubscriptionId id, GatewaySubscription theirs, CancellationToken cancel)
    {
        if (theirs is not { PeriodEnd: { } end, State: GatewaySubscriptionState.Active or GatewaySubscriptionState.PastDue }) return;
        await work.Execute(
            """
            update subscriptions s
            set    next_period = n.period, next_start = (s.anchor + make_interval(months => s.months * n.period))::date, version = version + 1
            from   (select id, greatest(next_period, round((@Day - anchor) / (months * 30.436875))::int) as period
                    from   subscriptions
                    where  id = @id) n
            where  s.id = n.id and n.period > s.next_period and s.state in ('active', 'past_due')
            """, new { id, Day = seller.DayOf(end) }, cancel);
    }

    static Task Say(Work work, Subscription ours, string sentence, Tone tone, CancellationToken cancel) => work.Say(
        $"subscription:{ours.Id.Value:n}:there", new To.Channel(Purpose.Billing),
        new($"{ours.Called} changed at the payment provider")
        {
            Tone = tone, Parts = [new Paragraph(sentence)],
            Buttons = [new Button("Look at it", $"/subscription show {ours.Id}")],
        }, cancel);
}
