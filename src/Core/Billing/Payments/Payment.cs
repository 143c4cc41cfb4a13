using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

public readonly record struct PaymentId(Guid Value) : IId<PaymentId>
{
    public static string Prefix => "pay";
    public static PaymentId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>How it came in.</summary>
public enum PaymentMethod { [AlsoCalled("transfer")] Bank, Cash, Card, Other }

/// <summary>Money that came in, or was to, and what of it went where.</summary>
public sealed record Payment(
    PaymentId Id, OrganizationId OrganizationId, string Organization, PaymentState State, PaymentMethod Method, string? ProviderId,
    string? Reference, string? Why, string Currency, long AmountMinor, long AllocatedMinor, long RefundedMinor, long FromCreditMinor,
    long NotedMinor,
    DateTimeOffset? PaidAt, DateTimeOffset CreatedAt, long Version)
{
    Currency In => Values.Currency.Of(Currency);

    public Money Amount => new(AmountMinor, In);

    /// <summary>What of it could still go back.</summary>
    public Money Left => new(AmountMinor - RefundedMinor, In);

    /// <summary>What went back, or is on its way, of what had paid invoices.</summary>
    public Money Refunded => new(RefundedMinor - FromCreditMinor, In);

    /// <summary>What was too much for the invoices it was for, or became credit as notes took them off, and has not gone back.</summary>
    public Money Over => new(Math.Max(0, AmountMinor - AllocatedMinor + NotedMinor - FromCreditMinor), In);

    /// <summary>"€71.40 by card", as sentences name it.</summary>
    public string Called => $"{Amount} by {Method.Words()}{(Reference is null ? "" : $" “{Excerpt.Of(Reference)}”")}";

    public Target Target => Operations.Target.Of(Id, Called) with { Organization = OrganizationId.Value };

    internal Refusal NotNow(string why) => new($"{Called} {why}") { WaysOn = [new("Show", $"/payment show {Id}")] };

    internal static Task<Payment> One(Work work, PaymentId id, CancellationToken cancel) => work.Get<Payment>(
        """
        select p.id, p.organization_id, o.slug as organization, p.state, p.method, p.provider_id, p.reference, p.why, p.currency,
               p.amount_minor, a.minor as allocated_minor, r.minor as refunded_minor, r.credit as from_credit_minor, n.minor as noted_minor,
               p.paid_at, p.created_at, p.version
        from   payments p
        join   organizations o on o.id = p.organization_id
        cross  join lateral (
               select coalesce(sum(l.amount_minor), 0)::bigint as minor from allocations l where l.payment_id = p.id) a
        cross  join lateral (
               select coalesce(sum(f.amount_minor), 0)::bigint as minor, coalesce(sum(f.credit_minor), 0)::bigint as credit
               from   refunds f
               where  f.payment_id = p.id and f.state not in ('failed', 'cancelled')) r
        cross  join lateral (
               -- A refund's own note gives no credit.
               select coalesce(sum(c.total_minor - c.lowered_minor), 0)::bigint as minor
               from   allocations l
               join   credit_notes c on c.invoice_id = l.invoice_id
               where  l.payment_id = p.id and not exists (select from refunds f where f.note_id = c.id)) n
        where  p.id = @id
        """, new { id }, cancel);
}
