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

/// <summary>Money that came in, or was to.</summary>
public sealed record Payment(
    PaymentId Id, OrganizationId OrganizationId, string Organization, PaymentState State, PaymentMethod Method, string? ProviderId,
    string? Reference, string Currency, long AmountMinor, DateTimeOffset? PaidAt, DateTimeOffset CreatedAt)
{
    public Money Amount => new(AmountMinor, Values.Currency.Of(Currency));

    internal static Task<Payment> One(Work work, PaymentId id, CancellationToken cancel) => work.Get<Payment>(
        """
        select p.id, p.organization_id, o.slug as organization, p.state, p.method, p.provider_id, p.reference, p.currency, p.amount_minor,
               p.paid_at, p.created_at
        from   payments p
        join   organizations o on o.id = p.organization_id
        where  p.id = @id
        """, new { id }, cancel);
}
