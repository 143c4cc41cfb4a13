using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Billing.Refunds;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>
/// Moves our refund to where the provider's is. One that somebody made at the provider is written down here, too; one that has come back
/// is said in #billing, as the customer does not have the money.
/// </summary>
sealed class RefundNews(IGateway gateway, Refunding refunding) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } = ["refund.created", "refund.updated", "refund.failed"];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.Refund(happened.ThingId!, cancel)).Failed(out var refund, out var fault)) return fault;
        return new Heard($"A refund of {refund.Amount}: {refund.State.Words()}.", (work, token) => Settle(refund, work, token));
    }

    async Task Settle(GatewayRefund theirs, Work work, CancellationToken cancel)
    {
        if (await Ours(theirs, work, cancel) is { } ours)
            await refunding.Settle(ours, theirs.Id, theirs.State, theirs.Why, work, cancel);
        if (theirs.State is GatewayRefundState.Failed)
            await work.Say($"refund:{theirs.Id}", new To.Channel(Purpose.Billing), await Said(theirs, work, cancel), cancel);
    }

    async Task<Refund?> Ours(GatewayRefund theirs, Work work, CancellationToken cancel)
    {
        if (await work.Find<RefundId?>("select id from refunds where provider_id = @Id for no key update", theirs, cancel) is { } known)
            return await Refund.One(work, known, cancel);
        // Ours, and reported before its job could say so.
        if (theirs.Mark is { } mark && await Refund.Asked(work, mark.Trail, cancel) is { } asked) return asked;
        // A failed one has moved nothing here, and is said in #billing.
        return theirs.State is GatewayRefundState.Failed or GatewayRefundState.Cancelled or GatewayRefundState.Unknown ? null
            : await work.Find<PaymentId?>("select id from payments where provider_id = @Payment for no key update", theirs, cancel)
                is { } payment ? await refunding.TakeIn(theirs, payment, work, cancel) : null;
    }

    static async Task<Reply> Said(GatewayRefund refund, Work work, CancellationToken cancel)
    {
        var ours = await work.Find<RefundId?>("select id from refunds where provider_id = @Id", refund, cancel) is { } id
            ? await Refund.One(work, id, cancel) : null;
        return new(ours is null ? $"A refund of {refund.Amount} failed"
            : $"{ours.Number}: a refund of {refund.Amount} to {ours.Organization} failed")
        {
            Tone = Tone.Bad,
            Parts =
            [
                new Paragraph("The customer's bank sent it back; the money is on the account again. Ask the customer for another way to "
                    + "pay it."),
                .. new Paragraph($"{ours?.CreditNote} stands: what it took off is credit of {ours?.Organization} now.")
                    .If(ours is { CreditNote: not null }),
                new Fields(
                [
                    new("Why", refund.Why?.Replace('_', ' ') ?? "the provider does not say"), new("Payment", refund.Payment ?? "unknown"),
                    new("Refund", refund.Id),
                ]),
            ],
            Buttons = ours is null ? [] : [new Button("Show", $"/refund show {ours.Number}")],
        };
    }
}
