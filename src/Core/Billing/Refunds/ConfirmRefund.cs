using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public sealed record ConfirmRefund(
    [Arg("which refund")] RefundId Refund,
    [Arg("how the statement tells it", MaxLength = 100)] string Reference) : ICommand<ConfirmRefund, Refunded>
{
    public static Spec Spec { get; } = new("refund confirm", "Say that a refund by hand was sent: now it is booked")
    {
        Needs = Role.Admin, Verb = "It was sent", Examples = ["/refund confirm RF-202611-0001 \"SEPA 2026-11-28 4711\""],
    };
}

sealed class ConfirmRefundHandler(RefundBooks books) : IHandle<ConfirmRefund, Refunded>
{
    public async Task<IReadOnlyList<Target>> Locks(ConfirmRefund command, Work work, CancellationToken cancel) =>
        [Target.Of((await Refund.One(work, command.Refund, cancel)).PaymentId, "")];

    public async Task<Result<Plan>> Plan(ConfirmRefund command, Work work, CancellationToken cancel)
    {
        var refund = await Refund.One(work, command.Refund, cancel);
        if (MayNot(refund) is { } no) return no;
        if (command.Reference.Trim().Length == 0) return new Refusal("Say how the statement tells it, so that it is found again.");
        return new Plan(refund.Target, $"{refund.Number}: {refund.Amount} was sent to {refund.Organization}")
        {
            Amount = refund.Amount,
            Changes = [new("State", refund.State.Words(), "succeeded"), new("Set aside", refund.Amount.ToString(), "nothing: it has gone")],
            Affects = new(Impact.None, "Nobody: it is written down."), Undo = Undo.Never("What was sent is sent."),
        };
    }

    public async Task<Result<Refunded>> Handle(ConfirmRefund command, Work work, CancellationToken cancel)
    {
        var refund = await Refund.One(work, command.Refund, cancel);
        if (MayNot(refund) is { } no) return no;
        await work.Execute("update refunds set reference = @Reference where id = @Refund",
            new { command.Refund, Reference = command.Reference.Trim() }, cancel);
        await books.Arrived(refund, null, work, cancel);
        return new Refunded(await Refund.One(work, command.Refund, cancel));
    }

    static Refusal? MayNot(Refund refund) =>
        !refund.IsByHand ? refund.NotNow("goes through the payment provider, who reports by himself.")
        : refund.State is not RefundState.Asked ? refund.NotNow($"is {refund.State.Words()} already.") : null;
}
