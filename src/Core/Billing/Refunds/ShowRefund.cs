using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public sealed record ShowRefund([Arg("number, or whose")] RefundId Refund) : IQuestion<ShowRefund, RefundShown>
{
    public static Spec Spec { get; } = new("refund show", "One refund: how much, why, who asked and agreed, and how it went")
    {
        Examples = ["/refund show RF-202611-0001"],
    };
}

public sealed record RefundShown(Refund Refund, IReadOnlyList<Deed> Deeds) : IAnswer
{
    public Reply Say() => new(Refund.Number)
    {
        Tone = Refund.State is RefundState.Failed || Refund.Error is not null ? Tone.Bad : Tone.Neutral,
        Parts =
        [
            new Fields(
            [
                new("State", $"{Refund.State.Mark} {Refund.State.Words()}"),
                new("To", Refund.Organization), new("Amount", Refund.Amount.ToString()),
                .. new Field("Of it credit", Refund.FromCredit.ToString()).If(Refund.CreditMinor > 0),
                new("Why", $"{Refund.Why.Words()}{(Refund.Note is { } note ? $": {note}" : "")}"),
                .. Refund.CreditNote.IfAny(number => new Field("Credit note", number)),
                .. Refund.AskedBy.IfAny(who => new Field("Asked by", who)),
                new("Asked", new At(Refund.AskedAt)),
                .. Refund.EndedAt is { } ended ? (Field[])[new("Ended", new At(ended))] : [],
                .. Refund.ProviderId.IfAny(id => new Field("At the provider", new Code(id))),
                .. Refund.Reference.IfAny(reference => new Field("Statement", reference)),
            ]),
            .. Refund.Error.IfAny(error => new Paragraph(error)),
            .. Deeds.Select(deed => deed.InWords),
        ],
        Buttons =
        [
            .. new Button("It was sent", $"/refund confirm {Refund.Number}").If(Refund is { IsByHand: true, State: RefundState.Asked }),
            .. new Button("Cancel", $"/refund cancel {Refund.Number}").If(Refund.State is RefundState.Asked or RefundState.Sending),
            new Button("Payment", $"/payment show {Refund.PaymentId}"), new Button("All of it", $"/refund list {Refund.Organization}"),
        ],
    };
}

sealed class ShowRefundHandler : IAnswerQuestion<ShowRefund, RefundShown>
{
    public async Task<Result<RefundShown>> Answer(ShowRefund question, Work work, CancellationToken cancel)
    {
        var refund = await Refund.One(work, question.Refund, cancel);
        return new RefundShown(refund, await work.List<Deed>(
            Deed.Rows +
            """
            where    a.trail = @Trail or a.target_id = @Id
            order by a.seq desc
            limit    10
            """, new { refund.Trail, refund.Id }, cancel));
    }
}
