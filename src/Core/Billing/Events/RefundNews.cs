using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>A refund that seemed to go out has come back: the customer does not have the money, and #billing reads so.</summary>
sealed class RefundNews(IGateway gateway) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } = ["refund.created", "refund.updated", "refund.failed"];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.Refund(happened.ThingId!, cancel)).Failed(out var refund, out var fault)) return fault;
        return new Heard($"A refund of {refund.Amount}: {refund.State.Words()}.", (work, token) => refund.State is GatewayRefundState.Failed
            ? work.Say($"refund:{refund.Id}", new To.Channel(Purpose.Billing), Said(refund), token) : Task.CompletedTask);
    }

    static Reply Said(GatewayRefund refund) => new($"A refund of {refund.Amount} failed")
    {
        Tone = Tone.Bad,
        Parts =
        [
            new Paragraph("The customer's bank sent it back; the money is on the account again. Ask the customer for another way to pay it."),
            new Fields(
            [
                new("Why", refund.Why?.Replace('_', ' ') ?? "the provider does not say"), new("Payment", refund.Payment ?? "unknown"),
                new("Refund", refund.Id),
            ]),
        ],
    };
}
