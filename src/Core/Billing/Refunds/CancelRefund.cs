using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

public sealed record CancelRefund([Arg("which refund")] RefundId Refund) : ICommand<CancelRefund, Refunded>
{
    public static Spec Spec { get; } = new("refund cancel", "Call a refund off that has not gone out; what was set aside is free again")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Verb = "Cancel the refund", Examples = ["/refund cancel RF-202611-0001"],
    };
}

sealed class CancelRefundHandler : IHandle<CancelRefund, Refunded>
{
    public async Task<IReadOnlyList<Target>> Locks(CancelRefund command, Work work, CancellationToken cancel) =>
        [Target.Of((await Refund.One(work, command.Refund, cancel)).PaymentId, "")];

    public async Task<Result<Plan>> Plan(CancelRefund command, Work work, CancellationToken cancel)
    {
        var refund = await Refund.One(work, command.Refund, cancel);
        return await MayNot(refund, work, cancel) is { } no ? no : new Plan(refund.Target, $"Cancel {refund.Number}")
        {
            Amount = refund.Amount,
            Changes = [new("State", refund.State.Words(), "cancelled"), new("Set aside", refund.Amount.ToString(), "nothing")],
            Affects = new(Impact.Loss, $"{refund.Organization} does not get {refund.Amount}."),
            Undo = refund.State is RefundState.Sending
                ? Undo.ByHand("Nobody knows whether it went out. Should the provider report it after all, it is booked as gone.")
                : Undo.ByHand("Ask for it again."),
        };
    }

    public async Task<Result<Refunded>> Handle(CancelRefund command, Work work, CancellationToken cancel)
    {
        var refund = await Refund.One(work, command.Refund, cancel);
        if (await MayNot(refund, work, cancel) is { } no) return no;
        await RefundBooks.GaveUp(refund, RefundState.Cancelled, work.Reason, work, cancel);
        return new Refunded(await Refund.One(work, command.Refund, cancel));
    }

    static async Task<Refusal?> MayNot(Refund refund, Work work, CancellationToken cancel)
    {
        if (!RefundLife.Cancel.MayBegin(refund.State))
            return refund.NotNow($"is {refund.State.Words()} already.");
        if (refund.State is RefundState.Pending)
            return refund.NotNow("is with the provider's bank. It arrives or comes back by itself, and either is said here.");
        var job = await work.Find<long?>(
            "select number from jobs where trail = @Trail and state in ('queued', 'running')", new { refund.Trail }, cancel);
        return job is null ? null : refund.NotNow("is in the hands of a job. Stop that while it waits.") with
        {
            WaysOn = [new("Stop", $"/{StopMoney.Spec.Command} {job}"), new("Show", $"/job show {job}")],
        };
    }
}
