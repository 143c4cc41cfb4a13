using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Events;

/// <summary>A customer's bank takes a payment back: one message in #billing says how it stands, and until when to answer.</summary>
sealed class DisputeNews(IGateway gateway) : IHearGateway
{
    public IReadOnlyList<string> Types { get; } =
    [
        "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_reinstated",
        "charge.dispute.funds_withdrawn",
    ];

    public async Task<Result<Heard, GatewayFault>> Read(GatewayEvent happened, CancellationToken cancel)
    {
        if ((await gateway.Dispute(happened.ThingId!, cancel)).Failed(out var dispute, out var fault)) return fault;
        return new Heard($"A dispute about {dispute.Amount}: {Words(dispute.State)}.",
            async (work, token) =>
            {
                await Disputes.Note(dispute, work, token);
                await work.Say($"dispute:{dispute.Id}", new To.Channel(Purpose.Billing), Said(dispute), token);
            });
    }

    static Reply Said(GatewayDispute dispute) => new(
        dispute.IsOver ? $"The dispute about {dispute.Amount} is over: {Words(dispute.State)}" : $"A customer disputes {dispute.Amount}")
    {
        Tone = dispute.State is "won" or "warning_closed" or "prevented" ? Tone.Good : Tone.Bad,
        Parts =
        [
            new Fields(
            [
                new("State", Words(dispute.State)), new("Reason", Words(dispute.Reason)), new("Payment", dispute.Payment ?? "unknown"),
                new("Dispute", dispute.Id),
            ]),
            .. dispute is { IsOver: false, AnswerBy: { } by }
                ? [new Paragraph(Replies.Words.Of(new Plain("Answer at the provider's dashboard until "), At.Deadline(by), new Plain(".")))]
                : (IReadOnlyList<Part>)[],
        ],
    };

    static string Words(string word) => word.Replace('_', ' ');
}
