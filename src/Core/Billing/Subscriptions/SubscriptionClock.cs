using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Audit;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>Ends what was cancelled once its day has come, lets go what never began, and resumes what was paused until today.</summary>
public sealed class SubscriptionClock(
    NpgsqlDataSource source, Transactions transactions, Runner runner, Seller seller, IOptions<BillingOptions> options)
{
    public const string Duty = "subscriptions";

    const int AtOnce = 100;

    static readonly Actor me = Actor.OpsBot(Duty);

    public async Task Round(CancellationToken cancel)
    {
        while (await transactions.As(me, work => End(work, cancel), cancel) == AtOnce) { }
        while (await transactions.As(me, work => Expire(work, cancel), cancel) == AtOnce) { }
        await transactions.As(me, work => Settle(work, cancel), cancel);
        await transactions.As(me, work => CallOff(work, cancel), cancel);
        await transactions.As(me, work => CatchUp(work, cancel), cancel);
        foreach (var id in await ToResume(cancel))
            await runner.Run(new ResumeSubscription(id), me, "The day has come until which it was paused.", cancel);
    }

    sealed record Ended(
        SubscriptionId Id, Guid OrganizationId, string Organization, string Plan, DateOnly? EndsOn, bool IsGone, string? Server);

    async Task<int> End(Work work, CancellationToken cancel)
    {
        var ended = await work.List<Ended>(
            """
            with ended as (
                update subscriptions
                set    state = 'cancelled', state_before = null, ended_at = @Now, version = version + 1, changed_at = @Now,
                       paused_on = null, paused_until = null, suspended_at = null
                where  id in (
                       select   s.id
                       from     subscriptions s
                       where    s.id in (
                                select id from subscriptions where state = 'cancelling' and ends_on <= @Today and provider_id is null
                                union all
                                select g.id
                                from   organizations o
                                join   subscriptions g on g.organization_id = o.id
                                where  o.state = 'deleted' and g.state not in ('cancelled', 'expired') and g.provider_id is null)
                       order by s.ends_on, s.id
                       limit    @AtOnce
                       for      update skip locked)
                returning id, organization_id, price_id, ends_on)
            select   e.id, e.organization_id, o.slug as organization, p.name as plan, e.ends_on, o.state = 'deleted' as is_gone,
                     (select v.name from servers v where v.organization_id = o.id and v.state <> 'deleted' limit 1) as server
            from     ended e
            join     organizations o on o.id = e.organization_id
            join     plan_prices c on c.id = e.price_id
            join     plans p on p.id = c.plan_id
            order by e.id
            """, new { seller.Today, AtOnce, work.Now }, cancel);
        foreach (var one in ended)
        {
            await Note(work, one, one.IsGone ? "Its organization was deleted." : "It had been cancelled, and its period is over.", cancel);
            await work.Say($"subscription:{one.Id.Value:n}:ended", new To.Channel(Purpose.Billing), Said(one), cancel);
        }
        return ended.Count;
    }

    async Task<int> Expire(Work work, CancellationToken cancel)
    {
        var expired = await work.List<Ended>(
            """
            with expired as (
                update subscriptions
                set    state = 'expired', ended_at = @Now, ended_why = 'never begun', version = version + 1, changed_at = @Now
                where  id in (
                       select   id
                       from     subscriptions
                       where    state = 'pending' and created_at <= @Now::timestamptz - make_interval(days => @PendingDays)
                       order by created_at, id
                       limit    @AtOnce
                       for      update skip locked)
                returning id, organization_id, price_id, ends_on)
            select   e.id, e.organization_id, o.slug as organization, p.name as plan, e.ends_on, false as is_gone, null::text as server
            from     expired e
            join     organizations o on o.id = e.organization_id
            join     plan_prices c on c.id = e.price_id
            join     plans p on p.id = c.plan_id
            order by e.id
            """, new { AtOnce, options.Value.PendingDays, work.Now }, cancel);
        foreach (var one in expired) await Note(work, one, "It never began, and nobody waits for it any more.", cancel);
        return expired.Count;
    }

    /// <summary>A plan whose invoice is paid holds, however that came to be paid.</summary>
    static async Task<int> Settle(Work work, CancellationToken cancel)
    {
        var paid = await work.List<Guid>(
            """
            select   c.id
            from     plan_changes c
            join     invoices i on i.id = c.invoice_id
            where    c.state = 'waiting' and i.state = 'paid'
            order by c.id
            for      update of c skip locked
            """, null, cancel);
        return paid.Count == 0 ? 0 : await PlanChanges.Begin(work, [.. paid], cancel);
    }

    /// <summary>A plan that was to follow once an invoice is paid does not, where nobody is to pay that any more.</summary>
    static Task<int> CallOff(Work work, CancellationToken cancel) => work.Execute(
        """
        update plan_changes c
        set    state = 'called_off', ended_at = @Now
        from   invoices i
        where  c.state = 'waiting' and i.id = c.invoice_id and i.state in ('void', 'uncollectible')
        """, new { work.Now }, cancel);

    /// <summary>Nobody is late with what was voided or taken off, either.</summary>
    static Task<int> CatchUp(Work work, CancellationToken cancel) => work.Execute(
        """
        update subscriptions s
        set    state = 'active', version = s.version + 1, changed_at = @Now
        where  s.state = 'past_due' and s.provider_id is null
        and    not exists (select from invoices i where i.subscription_id = s.id and i.state in ('overdue', 'uncollectible'))
        """, new { work.Now }, cancel);

    async Task<IReadOnlyList<SubscriptionId>> ToResume(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return await db.List<SubscriptionId>(
            """
            select   s.id
            from     subscriptions s
            where    s.state = 'paused' and s.paused_until <= @Today
            -- Where the policy wants somebody's yes, a no stands: a person can still resume it. What nobody decided is asked again.
            and      not exists (
                     select from approvals a
                     where  a.target_id = s.id and a.asked_by_duty = @Duty and a.asked_at >= s.changed_at
                     and    a.state in ('pending', 'denied', 'cancelled'))
            order by s.paused_until, s.id
            limit    @AtOnce
            """, new { seller.Today, AtOnce, Duty }, cancel);
    }

    static Task Note(Work work, Ended one, string detail, CancellationToken cancel) =>
        work.Audit(Execution.Entry(work, CancelSubscription.Spec.Command, AuditOutcome.Done) with
        {
            Target = Target.Of(one.Id, $"{one.Plan} of {one.Organization}") with { Organization = one.OrganizationId }, Detail = detail,
        }, cancel);

    static Reply Said(Ended one) => new($"{one.Plan} of {one.Organization} has ended")
    {
        Tone = Tone.Neutral, Audience = Audience.Room,
        Parts =
        [
            new Paragraph((one.IsGone ? "Its organization was deleted, so it is invoiced no more."
                : $"It had been cancelled with the end of {one.EndsOn!.Value.AddDays(-1).InWords()}, and is invoiced no more.")
                + (one.Server is { } server ? $" Server {server} is still there, and costs." : "")),
        ],
        Buttons =
        [
            .. new Button("Reactivate", $"/subscription reactivate {one.Id}").If(!one.IsGone),
            new Button("Organization", $"/org show {one.Organization}"),
        ],
    };
}
