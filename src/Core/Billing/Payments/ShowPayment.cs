using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

public sealed record ShowPayment([Arg("which payment")] PaymentId Payment) : IQuestion<ShowPayment, PaymentShown>
{
    public static Spec Spec { get; } = new("payment show", "One payment: where it went, what of it went back, and what is left")
    {
        Examples = ["/payment show acme"],
    };
}

/// <summary>What of it went to an invoice, or back by a refund.</summary>
public sealed record PaymentPart(string Where, long Minor, string Currency)
{
    public Money Amount => new(Minor, Values.Currency.Of(Currency));
}

public sealed record PaymentShown(Payment Payment, IReadOnlyList<PaymentPart> Parts) : IAnswer
{
    public Reply Say() => new(Payment.Called)
    {
        Tone = Payment.State is PaymentState.Failed or PaymentState.Disputed ? Tone.Bad : Tone.Neutral,
        Parts =
        [
            new Fields(
            [
                new("State", $"{Payment.State.Mark} {Payment.State.Words()}"), new("From", Payment.Organization),
                .. Payment.Why.IfAny(why => new Field("Why", why)),
                .. Payment.PaidAt is { } paid ? (Field[])[new("Came in", new At(paid)), new("Left to refund", Payment.Left.ToString())]
                    : [new("Since", new At(Payment.CreatedAt))],
                .. Payment.ProviderId.IfAny(id => new Field("At the provider", new Code(id))),
                new("Id", new Code(Payment.Id.ToString())),
            ]),
            new Table([new("Where it went"), new("Amount", Right: true)],
                [.. Parts.Select(part => (IReadOnlyList<string>)[part.Where, part.Amount.ToString()])]) { Empty = "It went nowhere yet." },
        ],
        Buttons =
        [
            .. new Button("Refund", $"/refund payment {Payment.Id}")
                .If(Payment is { State: PaymentState.Succeeded, Left.Minor: > 0 }),
            new Button("All of it", $"/payment list {Payment.Organization}"),
        ],
    };
}

sealed class ShowPaymentHandler : IAnswerQuestion<ShowPayment, PaymentShown>
{
    public async Task<Result<PaymentShown>> Answer(ShowPayment question, Work work, CancellationToken cancel)
    {
        var payment = await Payment.One(work, question.Payment, cancel);
        var parts = await work.List<PaymentPart>(
            """
            select   p.what as where, p.minor, @Currency as currency
            from     (select i.number as what, a.amount_minor as minor, i.id
                      from   allocations a
                      join   invoices i on i.id = a.invoice_id
                      where  a.payment_id = @Id
                      union  all
                      select r.number || ', ' || r.state || ': back to them', -r.amount_minor, r.id
                      from   refunds r
                      where  r.payment_id = @Id) p
            order by p.id
            """, new { payment.Id, payment.Currency }, cancel);
        var over = new Money(payment.AmountMinor - payment.AllocatedMinor, payment.Amount.Currency);
        return new PaymentShown(payment, payment.PaidAt is null || over.Minor == 0 ? parts
            : [.. parts, new("credit: it was too much", over.Minor, payment.Currency)]);
    }
}
