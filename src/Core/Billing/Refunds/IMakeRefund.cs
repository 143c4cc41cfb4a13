using System.Globalization;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

/// <summary>
/// The frame of a refund, whatever was named: set aside when it is asked for, sent by the job, booked when it has arrived. The command
/// itself says of which payment.
/// </summary>
interface IMakeRefund<TCommand> : IHandle<TCommand, Refunded>, ILongWork<TCommand, RefundMemo, Refunded>
    where TCommand : class, ICommand<TCommand, Refunded>
{
    Refunding Refunding { get; }

    RefundTerms TermsOf(TCommand command);

    InvoiceId? InvoiceOf(TCommand command);

    Task<Result<PaymentFound>> Find(TCommand command, Work work, CancellationToken cancel);

    async Task<IReadOnlyList<Target>> IHandle<TCommand, Refunded>.Locks(TCommand command, Work work, CancellationToken cancel) =>
        (await Find(command, work, cancel)).Failed(out var found, out _) ? [] : [Target.Of(found.Id, "")];

    async Task<Result<Plan>> IHandle<TCommand, Refunded>.Plan(TCommand command, Work work, CancellationToken cancel) =>
        (await Wanted(command, work, cancel)).Failed(out var wanted, out var refusal) ? refusal
            : await Refunding.Plan(wanted, work, cancel);

    async Task<Result<Refunded>> IHandle<TCommand, Refunded>.Handle(TCommand command, Work work, CancellationToken cancel) =>
        (await Wanted(command, work, cancel)).Failed(out var wanted, out var refusal) ? refusal
            : await Refunding.Ask(wanted, work, cancel);

    async Task<Result<WantedRefund>> Wanted(TCommand command, Work work, CancellationToken cancel) =>
        (await Find(command, work, cancel)).Failed(out var found, out var refusal) ? refusal
            : await WantedRefunds.Of(found.Id, InvoiceOf(command), TermsOf(command), work, cancel);

    // What was paid by hand goes back by hand.
    bool ILongWork<TCommand, RefundMemo, Refunded>.IsLong(TCommand command, Work work) =>
        work.Plan!.Changes.All(change => change.What != Refunding.ByHand);

    // Who presses it a second time is told of the first.
    string? ILongWork<TCommand, RefundMemo, Refunded>.SerialKey(TCommand command, Target target) => target.Key;

    DateTimeOffset? ILongWork<TCommand, RefundMemo, Refunded>.StartsAt(TCommand command, Work work) => Refunding.StartsAt(work);

    WayOn? ILongWork<TCommand, RefundMemo, Refunded>.CallOff(TCommand command, Target target) => Refunding.CallOff;

    IReadOnlyList<Step<TCommand, RefundMemo>> ILongWork<TCommand, RefundMemo, Refunded>.Steps =>
    [
        new("Compare with the payment provider", (_, run, cancel) => Refunding.Sender.Compare(run, cancel))
        {
            OnlyLooks = true, Tries = RefundSender.Tries, Patience = RefundSender.Patience,
        },
        new("Send the refund", (_, run, cancel) => Refunding.Sender.Send(run, cancel))
        {
            Tries = RefundSender.Tries, Patience = RefundSender.Patience, LookUp = (_, run, cancel) => Refunding.Sender.LookUp(run, cancel),
            Late = "The payment provider did not say that it was sent",
        },
    ];

    Task<Result<Refunded>> ILongWork<TCommand, RefundMemo, Refunded>.Finish(
        TCommand command, JobRun<RefundMemo> run, Work work, CancellationToken cancel) => Refunding.Finish(run, work, cancel);

    Task<Refunded> ILongWork<TCommand, RefundMemo, Refunded>.GiveUp(
        TCommand command, JobRun<RefundMemo> run, string error, Work work, CancellationToken cancel) =>
        Refunding.GiveUp(run, error, work, cancel);
}

sealed record PaymentFound(PaymentId Id);

/// <summary>What the steps of a refund leave each other.</summary>
sealed record RefundMemo
{
    /// <summary>Which try at the provider: it rises only after a look has shown that the one before did nothing.</summary>
    public int Number { get; set; } = 1;

    /// <summary>Under the last try's key the provider would only say again that it had trouble.</summary>
    public bool KeyIsSpent { get; set; }

    /// <summary>Nobody knows whether it was done.</summary>
    public bool IsUnclear { get; set; }

    public string? Made { get; set; }

    public Gateway.GatewayRefundState State { get; set; }

    public string? Why { get; set; }

    /// <summary>By which the provider's support finds the call.</summary>
    public string? CallReference { get; set; }
}

public sealed record Refunded(Refund Refund, string? Error = null, string? CallReference = null) : IAnswer
{
    public Reply Say() => new(Heading)
    {
        Tone = Refund.State switch
        {
            RefundState.Succeeded => Tone.Good,
            RefundState.Failed => Tone.Bad,
            _ => Error is null ? Tone.Neutral : Tone.Bad,
        },
        Audience = Audience.Room,
        Parts =
        [
            new Paragraph(Error ?? Told),
            .. Refund.CreditNote.IfAny(number => new Paragraph($"{number} takes it off the invoice.")),
            .. new Notice(Tone.Warning, $"No credit note was written: {Refund.Error}")
                .If(Refund is { State: RefundState.Succeeded, Error: not null }),
            .. CallReference.IfAny(reference => new Small($"The provider's reference of the call: {reference}")),
        ],
        Buttons =
        [
            .. new Button("It was sent", $"/refund confirm {Refund.Number}").If(Refund is { IsByHand: true, State: RefundState.Asked }),
            new Button("Show", $"/refund show {Refund.Number}"),
        ],
    };

    string Heading => Refund.State switch
    {
        RefundState.Succeeded => $"{Refund.Number}: {Refund.Amount} refunded to {Refund.Organization}",
        RefundState.Pending => $"{Refund.Number}: {Refund.Amount} is on its way to {Refund.Organization}",
        RefundState.Asked when Refund.IsByHand => $"{Refund.Number}: send {Refund.Amount} to {Refund.Organization}",
        RefundState.Cancelled => $"{Refund.Number}: nothing was refunded",
        RefundState.Failed => $"{Refund.Number}: the refund failed",
        _ => $"{Refund.Number}: {Refund.Amount} to {Refund.Organization}",
    };

    string Told => Refund.State switch
    {
        RefundState.Succeeded => $"{Refund.Why.Words()}: what was given back is with their bank; it may take it some days to show it.",
        RefundState.Pending => "The provider has it and waits for the bank. It is booked as soon as that has it.",
        RefundState.Asked when Refund.IsByHand => string.Create(CultureInfo.InvariantCulture,
            $"It was paid by hand, so it goes back by hand: send it by bank, then confirm. {Refund.Amount} is set aside until then."),
        RefundState.Cancelled => "What was set aside is free again.",
        RefundState.Failed => Refund.Error ?? "The provider does not say why.",
        _ => "It is being sent.",
    };
}
