using Npgsql;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Customers;
using OpsBot.Core.Database;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>What an organization has and pays now; the amounts in the currency of its plan, without tax unless it says so.</summary>
public sealed record PlanHeld(
    SubscriptionId Id, string Plan, PeriodLength Length, long PriceMinor, string Currency, SubscriptionState State, DateOnly NextStart,
    DateOnly? EndsOn, DateOnly? PausedUntil, long NextMinor, int Millionths)
{
    Currency In => Values.Currency.Of(Currency);

    /// <summary>What it brings in a month; nothing while it costs nothing.</summary>
    Money Monthly => State is SubscriptionState.Active or SubscriptionState.PastDue or SubscriptionState.Cancelling
        ? new Money(PriceMinor, In).Part(1, Length.Months) : new(0, In);

    string Next => State switch
    {
        SubscriptionState.Cancelling => $"none, it ends on {EndsOn!.Value.InWords()}",
        SubscriptionState.Paused => $"none, it is paused until {PausedUntil!.Value.InWords()}",
        SubscriptionState.Pending or SubscriptionState.Trialing or SubscriptionState.Active or SubscriptionState.PastDue
            or SubscriptionState.Cancelled or SubscriptionState.Expired =>
            $"{new Money(NextMinor, In) + new Money(NextMinor, In).Percent(new(Millionths))} on {NextStart.InWords()}",
    };

    internal IEnumerable<Field> Fields =>
    [
        new("Plan", $"{Plan}, {new Money(PriceMinor, In)} {Length.Each}, {State.Mark} {State.Words()}"),
        new("MRR", Monthly.ToString()), new("Next invoice", Next),
    ];
}

/// <summary>In one currency: what it owes, what of that is late, and what stands to its credit.</summary>
public sealed record Standing(string Currency, long Owed, long Late, long Credit)
{
    Currency In => Values.Currency.Of(Currency);

    internal string InWords => string.Join(", ", ((string?[])
    [
        Owed > 0 ? $"owes {new Money(Owed, In)}" : null, Late > 0 ? $"{new Money(Late, In)} of it late" : null,
        Credit > 0 ? $"has {new Money(Credit, In)} of credit" : null,
    ]).Where(part => part is not null));
}

/// <summary>One of its last invoices.</summary>
public sealed record Invoiced(
    InvoiceId Id, string? Number, InvoiceState State, long TotalMinor, string Currency, DateOnly PeriodStart, DateOnly PeriodEnd)
{
    Money Total => new(TotalMinor, Values.Currency.Of(Currency));

    internal Part Say => new Item(Words.Of(
        new Strong(Number ?? "Draft"),
        new Plain($"  {State.Mark} {State.Words()}, {Total}, {new Period(PeriodStart, PeriodEnd).InWords()}")),
        [new Button("Show", $"/invoice show {Id}") { Spoken = $"Show {Number ?? "the draft"}" }]);
}

/// <summary>The money side of an organization, short; read along with whatever else is read of it.</summary>
public sealed record BillingOf(PlanHeld? Plan, IReadOnlyList<Standing> Balances, IReadOnlyList<Invoiced> Invoices)
{
    const int Shown = 3;

    internal IEnumerable<Field> Fields =>
    [
        .. Plan?.Fields ?? [new Field("Plan", "none that is paid for")],
        new("Balance", string.Join("; ", Balances.Select(one => one.InWords).Where(words => words.Length > 0)) is { Length: > 0 } balances
            ? balances : "owes nothing"),
    ];

    internal IEnumerable<Part> History => [.. new Title("Billing").If(Invoices.Count > 0), .. Invoices.Select(one => one.Say)];

    internal static void AddTo(Batch batch, OrganizationId? organization, CustomerId? customer, Seller seller)
    {
        var whose = new { Organization = organization?.Value, Customer = customer?.Value, seller.Today, seller.Options.Country, Shown };
        batch.Add(
            """
            select s.id, p.name as plan, k.length, k.price_minor, k.currency, s.state, s.next_start, s.ends_on, s.paused_until,
                   coalesce(n.price_minor, k.price_minor) as next_minor, t.millionths
            from   organizations o
            join   subscriptions s on s.organization_id = o.id and s.state not in ('cancelled', 'expired')
            join   plan_prices k on k.id = s.price_id
            join   plans p on p.id = k.plan_id
            left   join plan_changes c on c.subscription_id = s.id and c.state = 'waiting' and c.invoice_id is null
            left   join plan_prices n on n.id = c.to_price_id
            left   join billing_profiles b on b.organization_id = o.id
            cross  join lateral tax_for(b.country, b.vat_id, @Country, greatest(s.next_start, @Today)) t
            where  o.id = coalesce(@Organization, (select organization_id from customers where id = @Customer))
            """, whose);
        batch.Add(
            """
            select   a.currency, coalesce(sum(b.debited - b.credited) filter (where a.kind = 'receivable'), 0)::bigint as owed,
                     coalesce((select sum(i.total_minor - i.paid_minor)
                               from   invoices i
                               where  i.organization_id = a.organization_id and i.currency = a.currency and i.state = 'overdue'), 0)::bigint as late,
                     coalesce(sum(b.credited - b.debited) filter (where a.kind = 'credit'), 0)::bigint as credit
            from     ledger_accounts a
            cross    join lateral ledger_balance(a.id) b
            where    a.organization_id = coalesce(@Organization, (select organization_id from customers where id = @Customer))
            and      a.kind in ('receivable', 'credit')
            group by a.organization_id, a.currency
            order by a.currency
            """, whose);
        batch.Add(
            """
            select   i.id, i.number, i.state, i.total_minor, i.currency, i.period_start, i.period_end
            from     invoices i
            where    i.organization_id = coalesce(@Organization, (select organization_id from customers where id = @Customer))
            order by i.id desc
            limit    @Shown
            """, whose);
    }

    /// <summary>What was added, in the same order.</summary>
    internal static async Task<BillingOf> Read(NpgsqlDataReader reader, CancellationToken cancel) => new(
        (await reader.Rows<PlanHeld>(cancel)).SingleOrDefault(), await reader.Rows<Standing>(cancel), await reader.Rows<Invoiced>(cancel));
}
