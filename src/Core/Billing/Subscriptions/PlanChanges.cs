using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>
/// Another price that waits to hold: with the next period, or once its invoice is paid. Meanwhile nothing is invoiced from that day on.
/// </summary>
static class PlanChanges
{
    /// <summary>What it is to get.</summary>
    internal sealed record Waiting(
        Guid Id, DateOnly StartsOn, Guid? InvoiceId, string? Number, string PlanName, PeriodLength Length, long PriceMinor, string Currency)
    {
        public string InWords => $"{PlanName}, {new Money(PriceMinor, Values.Currency.Of(Currency))} {Length.Each}, "
            + (Number is { } number ? $"once {number} is paid" : $"from {StartsOn.InWords()} on");
    }

    public static Task<Waiting?> Of(Work work, SubscriptionId subscription, CancellationToken cancel) => work.Find<Waiting>(
        """
        select c.id, c.starts_on, c.invoice_id, i.number, p.name as plan_name, k.length, k.price_minor, k.currency
        from   plan_changes c
        join   plan_prices k on k.id = c.to_price_id
        join   plans p on p.id = k.plan_id
        left   join invoices i on i.id = c.invoice_id
        where  c.subscription_id = @subscription and c.state = 'waiting'
        """, new { subscription }, cancel);

    /// <summary>Why nothing else can be done first: another plan was agreed to and is not paid yet.</summary>
    public static async Task<Refusal?> Unpaid(Work work, Subscription ours, CancellationToken cancel) =>
        await Of(work, ours.Id, cancel) is { InvoiceId: { } invoice } waiting
            ? new($"{ours.Organization} gets {waiting.PlanName} once {waiting.Number} is paid. Wait for that, or void it first.")
            {
                WaysOn = [new("The invoice", $"/invoice show {InvoiceId.Of(invoice)}")],
            }
            : null;

    /// <summary>Who goes on on another day than was thought gets it then.</summary>
    public static Task Move(Work work, SubscriptionId subscription, DateOnly startsOn, CancellationToken cancel) => work.Execute(
        "update plan_changes set starts_on = @startsOn where subscription_id = @subscription and state = 'waiting' and invoice_id is null",
        new { subscription, startsOn }, cancel);

    /// <summary>It keeps the plan that it has; true where it was to get another one.</summary>
    public static async Task<bool> CallOff(Work work, SubscriptionId subscription, CancellationToken cancel) => await work.Execute(
        "update plan_changes set state = 'called_off', ended_at = @Now where subscription_id = @subscription and state = 'waiting'",
        new { subscription, work.Now }, cancel) == 1;

    /// <summary>Agreed to: it waits for its day, or for its invoice to be paid.</summary>
    public static Task<Guid> Add(
        Work work, Subscription ours, Guid price, DateOnly startsOn, InvoiceId? invoice, TimeProvider time, CancellationToken cancel) =>
        work.Get<Guid>(
            """
            insert into plan_changes (id, subscription_id, from_price_id, to_price_id, state, starts_on, invoice_id, asked_at)
            values (@Id, @Subscription, @PriceId, @price, 'waiting', @startsOn, @Invoice, @Now)
            returning id
            """,
            new
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()), Subscription = ours.Id, ours.PriceId, price, startsOn,
                Invoice = invoice?.Value, work.Now,
            }, cancel);

    /// <summary>
    /// They hold now. A price of another length is reckoned from the day they were asked for, whose period was charged with them; within
    /// a trial that is the day on which it ends.
    /// </summary>
    public static Task<int> Begin(Work work, Guid[] changes, CancellationToken cancel) => work.Execute(
        """
        with begun as (
            update plan_changes
            set    state = 'done', ended_at = @Now
            where  id = any (@changes) and state = 'waiting'
            returning subscription_id, to_price_id, starts_on),
        reckoned as (
            select b.subscription_id, b.to_price_id, b.starts_on, months_of(k.length) as months
            from   begun b
            join   plan_prices k on k.id = b.to_price_id)
        update subscriptions s
        set    price_id = r.to_price_id, months = r.months, version = s.version + 1, changed_at = @Now,
               anchor = case when s.months = r.months or s.state = 'trialing' then s.anchor else r.starts_on end,
               next_period = case when s.months = r.months or s.state = 'trialing' then s.next_period else 1 end,
               next_start = case when s.months = r.months or s.state = 'trialing' then s.next_start
                                 else (r.starts_on + make_interval(months => r.months))::date end
        from   reckoned r
        where  s.id = r.subscription_id and s.ended_at is null
        """, new { changes, work.Now }, cancel);

    /// <summary>
    /// Those whose day has come hold, as many as one transaction takes. A price of another length is reckoned from that day on; of the
    /// same length, it keeps its days.
    /// </summary>
    public static Task<int> BeginDue(
        Work work, DateOnly today, int atOnce, SubscriptionId? only, CancellationToken cancel) => work.Execute(
        """
        with due as materialized (
            select   c.id, c.subscription_id, c.to_price_id, k.length
            from     plan_changes c
            join     plan_prices k on k.id = c.to_price_id
            join     subscriptions s on s.id = c.subscription_id
            where    c.state = 'waiting' and c.invoice_id is null and c.starts_on <= @today
            and      s.state in ('active', 'past_due', 'trialing')
            and      (@only::uuid is null or s.id = @only)
            order by c.starts_on, c.id
            limit    @atOnce
            for      update of c, s skip locked),
        held as (
            update subscriptions s
            set    price_id = d.to_price_id, version = s.version + 1,
                   months = months_of(d.length), anchor = case when s.months = months_of(d.length) then s.anchor else s.next_start end,
                   next_period = case when s.months = months_of(d.length) then s.next_period else 0 end
            from   due d
            where  s.id = d.subscription_id)
        update plan_changes c
        set    state = 'done', ended_at = @Now
        from   due d
        where  c.id = d.id
        """, new { today, atOnce, only, work.Now }, cancel);
}
