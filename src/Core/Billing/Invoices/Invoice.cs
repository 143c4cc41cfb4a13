using OpsBot.Core.Billing.Subscriptions;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public readonly record struct InvoiceId(Guid Value) : IId<InvoiceId>
{
    public static string Prefix => "inv";
    public static InvoiceId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>What an organization is asked to pay; a draft has no number yet.</summary>
public sealed record Invoice(
    InvoiceId Id, Guid OrganizationId, string Organization, InvoiceState State, CollectedBy CollectedBy, string? Number,
    DateOnly PeriodStart, DateOnly PeriodEnd, string Currency, long NetMinor, long TaxMinor, long TotalMinor, long PaidMinor,
    long CreditMinor, long NotedMinor,
    DateOnly? IssuedOn, DateOnly? DueOn, string? HeldWhy, DateTimeOffset DraftedAt, DateTimeOffset OpensAt, DateTimeOffset? EndedAt,
    string? EndedWhy, string? Buyer, long Version)
{
    Currency In => Values.Currency.Of(Currency);

    public Money Net => new(NetMinor, In);

    public Money Tax => new(TaxMinor, In);

    public Money Total => new(TotalMinor, In);

    /// <summary>What of it was paid from credit when it was opened.</summary>
    public Money ByCredit => new(CreditMinor, In);

    /// <summary>What notes took off it, whether it was paid or not.</summary>
    public Money Noted => new(NotedMinor, In);

    /// <summary>What is still to be paid: no money, credit or note has settled it.</summary>
    public Money Left => new(TotalMinor - PaidMinor, In);

    /// <summary>What of a note of that much is owed no more; the rest was paid, and is credit.</summary>
    internal Money LoweredBy(Money gross) => gross < Left ? gross : Left;

    public Period Period => new(PeriodStart, PeriodEnd);

    /// <summary>By its number, or as whose draft it is.</summary>
    public string Called => Number ?? $"draft of {Organization}";

    public Target Target => Operations.Target.Of(Id, Called) with { Organization = OrganizationId };

    /// <summary>The beginning of every plan of what is done to it.</summary>
    internal Plan Plan(string effect) => new(Target, effect) { TargetVersion = Version, Amount = Total };

    internal Refusal NotNow(string why) => new($"{Called} {why}") { WaysOn = [new("Show", $"/invoice show {Id}")] };

    /// <summary>Why nothing is done to it here, as long as the payment provider may still take the money for it.</summary>
    internal Refusal? CollectedThere => CollectedBy == CollectedBy.Stripe && State != InvoiceState.Draft && Left.Minor > 0
        ? NotNow("is being collected by Stripe, which would go on with it. Settle or void it there, and it follows here.") : null;

    internal Refusal Changed => NotNow("changed at this very moment, so nothing was done. Look at it again.");

    internal static Task<Invoice> One(Work work, InvoiceId id, CancellationToken cancel) => work.Get<Invoice>(
        """
        select i.id, i.organization_id, o.slug as organization, i.state, i.collected_by, i.number, i.period_start, i.period_end,
               i.currency, i.net_minor, i.tax_minor, i.total_minor, i.paid_minor, i.credit_minor, i.noted_minor, i.issued_on, i.due_on, i.held_why, i.drafted_at,
               i.opens_at, i.ended_at, i.ended_why, i.buyer ->> 'name' as buyer, i.version
        from   invoices i
        join   organizations o on o.id = i.organization_id
        where  i.id = @id
        """, new { id }, cancel);
}

/// <summary>One thing that is charged for, with how it is taxed.</summary>
public sealed record InvoiceLine(
    string Text, int Quantity, long NetMinor, string Currency, DateOnly PeriodStart, DateOnly PeriodEnd, string? Plan, PeriodLength? Length,
    int? PriceVersion, long? PriceMinor, DateTimeOffset? PriceSince, string Tax, string Place, TaxTreatment Treatment, int Millionths)
{
    public Money Net => new(NetMinor, Values.Currency.Of(Currency));

    public Money? Price => PriceMinor is { } minor ? new(minor, Values.Currency.Of(Currency)) : null;

    public Period Period => new(PeriodStart, PeriodEnd);

    public TaxOf Taxed => new(Treatment, Place, Tax, Millionths);

    internal static Task<IReadOnlyList<InvoiceLine>> Of(Work work, InvoiceId invoice, CancellationToken cancel) => work.List<InvoiceLine>(
        """
        select   l.text, l.quantity, l.net_minor, i.currency, l.period_start, l.period_end, p.name as plan, k.length,
                 k.version as price_version, k.price_minor, k.since as price_since, l.tax, l.place, l.treatment, l.millionths
        from     invoice_lines l
        join     invoices i on i.id = l.invoice_id
        left     join plan_prices k on k.id = l.price_id
        left     join plans p on p.id = k.plan_id
        where    l.invoice_id = @invoice
        order by l.position
        """, new { invoice }, cancel);
}

/// <summary>Once for each rate, on the sum of its lines.</summary>
public sealed record InvoiceTax(string Tax, int Millionths, long NetMinor, long TaxMinor, string Currency)
{
    public Money Net => new(NetMinor, Values.Currency.Of(Currency));

    public Money Amount => new(TaxMinor, Values.Currency.Of(Currency));

    internal static Task<IReadOnlyList<InvoiceTax>> Of(Work work, InvoiceId invoice, CancellationToken cancel) => work.List<InvoiceTax>(
        """
        select   t.tax, t.millionths, t.net_minor, t.tax_minor, i.currency
        from     invoice_taxes t
        join     invoices i on i.id = t.invoice_id
        where    t.invoice_id = @invoice
        order by t.millionths desc, t.tax
        """, new { invoice }, cancel);
}
