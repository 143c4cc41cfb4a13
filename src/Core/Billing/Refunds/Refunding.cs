using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Refunds;

/// <summary>What a refund is from being asked for to its end.</summary>
sealed class Refunding(RefundBooks books, RefundSender sender, StopWindow window, Seller seller, TimeProvider time)
{
    /// <summary>In a plan: somebody has to send it.</summary>
    public const string ByHand = "Sent";

    public RefundSender Sender => sender;

    public DateTimeOffset? StartsAt(Work work) => window.Until(work);

    public static WayOn CallOff => StopWindow.Way;

    public static async Task<Plan> Plan(WantedRefund wanted, Work work, CancellationToken cancel)
    {
        var payment = wanted.Payment;
        return new Plan(payment.Target, $"Refund {wanted.Amount} of {payment.Called} to {payment.Organization}")
        {
            TargetVersion = payment.Version, Amount = wanted.Amount, Gives = wanted.Amount,
            Changes =
            [
                new("Left of the payment", payment.Left.ToString(), (payment.Left - wanted.Amount).ToString()),
                .. await FromCredit(wanted, work, cancel),
                .. new Change("Refunded of what paid invoices", $"{payment.Refunded}", $"{payment.Refunded + wanted.FromPaid}")
                    .If(wanted.FromPaid.Minor > 0),
                new("Why", "none", $"{wanted.Why.Words()}{(wanted.Note is { } note ? $": {note}" : "")}"),
                .. wanted.FromPaid.Minor == 0 ? (Change[])[]
                    : [new("Credit note", "none",
                        wanted.NotedNumber is { } number ? $"{wanted.FromPaid} off {number}" : "none: invoice and tax stay")],
                .. new Change(ByHand, "not yet", "by hand, by bank; then it is confirmed").If(wanted.IsByHand),
            ],
            Affects = new(Impact.Gain, $"{payment.Organization} gets {wanted.Amount} back."),
            Undo = Undo.Never("What has gone back is only charged again by another invoice."),
        };
    }

    public async Task<Result<Refunded>> Ask(WantedRefund wanted, Work work, CancellationToken cancel)
    {
        // What refuses after something was written would leave that.
        if (wanted.FromCredit > await Credits.Credits.Free(work, wanted.Payment.OrganizationId, wanted.Amount.Currency, cancel))
            return wanted.Payment.NotNow("changed at this very moment, so nothing was done. Look at it again.");
        var id = RefundId.New(time);
        await Write(wanted, id, work.Trail, work, cancel);
        var refund = await Refund.One(work, id, cancel);
        return await RefundBooks.SetAside(refund, work, cancel) is { } lost
            ? throw new InvalidOperationException($"The credit of {refund.Organization} is locked and was there: {lost.Sentence}")
            : new Refunded(refund);
    }

    public async Task<Result<Refunded>> Finish(JobRun<RefundMemo> run, Work work, CancellationToken cancel)
    {
        // Its webhook may have come before.
        if (await Refund.Asked(work, run.Trail, cancel) is { } refund)
            await Settle(refund, run.Memo.Made!, run.Memo.State, run.Memo.Why, work, cancel);
        return new Refunded((await Refund.Asked(work, run.Trail, cancel))!, CallReference: run.Memo.CallReference);
    }

    /// <summary>Brings ours to where the provider's is.</summary>
    public async Task Settle(
        Refund refund, string made, GatewayRefundState state, string? why, Work work, CancellationToken cancel)
    {
        switch (state)
        {
            case GatewayRefundState.Succeeded:
                await books.Arrived(refund, made, work, cancel);
                break;
            case GatewayRefundState.Pending or GatewayRefundState.NeedsAction when refund.State is RefundState.Asked or RefundState.Sending:
                await RefundBooks.Move(refund, RefundState.Pending, null, made, work, cancel);
                break;
            case GatewayRefundState.Failed:
                await RefundBooks.GaveUp(refund, RefundState.Failed, WhyNot(why), work, cancel);
                break;
            case GatewayRefundState.Cancelled:
                await RefundBooks.GaveUp(refund, RefundState.Cancelled, "It was cancelled at the payment provider.", work, cancel);
                break;
            default:
                break;
        }
    }

    public static async Task<Refunded> GiveUp(JobRun<RefundMemo> run, string error, Work work, CancellationToken cancel)
    {
        var refund = (await Refund.Asked(work, run.Trail, cancel))!;
        await Abandoned(refund, error, run.Memo.IsUnclear, run.IsUndone, work, cancel);
        return new(await Refund.One(work, refund.Id, cancel), error);
    }

    /// <summary>Where nobody knows whether it went, what was set aside stays so: its webhook, or the hourly look, tells.</summary>
    public static async Task Abandoned(
        Refund refund, string error, bool isUnclear, bool isUndone, Work work, CancellationToken cancel)
    {
        if (refund.State is not (RefundState.Asked or RefundState.Sending)) return;
        if (!isUnclear)
        {
            await RefundBooks.GaveUp(refund, isUndone ? RefundState.Cancelled : RefundState.Failed, error, work, cancel);
            return;
        }
        await RefundBooks.Move(refund, refund.State, error, null, work, cancel);
        await work.Say($"refund:{refund.Id.Value:n}:unclear", new To.Channel(Purpose.Billing), new Reply(
            $"Nobody knows whether {refund.Number} went out")
        {
            Tone = Tone.Bad,
            Parts =
            [
                new Paragraph($"{refund.Amount} to {refund.Organization}: {error} What was set aside stays so. Look at the provider's "
                    + "dashboard: if the refund is there, it is booked by itself within the hour. If it is not, cancel it here."),
            ],
            Buttons = [new Button("Show", $"/refund show {refund.Number}"), new Button("Cancel it", $"/refund cancel {refund.Number}")],
        }, cancel);
    }

    static string WhyNot(string? why) =>
        $"The customer's bank sent it back ({why?.Replace('_', ' ') ?? "the provider does not say why"}). Ask for another way to pay it.";

    static async Task<IReadOnlyList<Change>> FromCredit(WantedRefund wanted, Work work, CancellationToken cancel)
    {
        if (wanted.FromCredit.Minor == 0) return [];
        var free = await Credits.Credits.Free(work, wanted.Payment.OrganizationId, wanted.Amount.Currency, cancel);
        return [new($"Credit of {wanted.Payment.Organization}", free.ToString(), (free - wanted.FromCredit).ToString())];
    }

    async Task Write(WantedRefund wanted, RefundId id, Guid trail, Work work, CancellationToken cancel)
    {
        // First the payment, then the series, as who takes a refund in does: they never wait for each other in a circle.
        await work.Execute("update payments set version = version + 1 where id = @Id", new { wanted.Payment.Id }, cancel);
        var number = await Numbers.Draw(work, "RF", seller.Today, cancel);
        await work.Execute(
            """
            insert into refunds (id, payment_id, organization_id, state, why, note, currency, amount_minor, credit_minor, noted_invoice,
                   trail, asked_by, series, series_month, series_no, number, asked_at)
            values (@id, @Payment, @OrganizationId, 'asked', @Why, @Note, @Currency, @Minor, @Credit, @Noted, @trail, @By, @Series, @Month,
                    @Nth, @Number, @Now)
            """,
            new
            {
                id, Payment = wanted.Payment.Id, wanted.Payment.OrganizationId, wanted.Why, wanted.Note, wanted.Payment.Currency,
                wanted.Amount.Minor, Credit = wanted.FromCredit.Minor, wanted.Noted, trail, By = work.AskerId, number.Series,
                number.Month, number.Nth, number.Number, work.Now,
            }, cancel);
    }

    /// <summary>Somebody made it at the provider: as it is there, it is written down here.</summary>
    public async Task<Refund> TakeIn(GatewayRefund theirs, PaymentId payment, Work work, CancellationToken cancel)
    {
        var of = await Payment.One(work, payment, cancel);
        var credit = await Credits.Credits.Free(work, of.OrganizationId, of.Amount.Currency, cancel);
        var wanted = new WantedRefund(of, theirs.Amount, RefundWhy.Request, "made at the payment provider", null, null)
        {
            FromCredit = new[] { theirs.Amount, of.Over, credit }.Min(),
        };
        var id = RefundId.New(time);
        await Write(wanted, id, id.Value, work, cancel);
        var refund = await Refund.One(work, id, cancel);
        if (await RefundBooks.SetAside(refund, work, cancel) is { } lost) throw new InvalidOperationException(lost.Sentence);
        return refund;
    }
}

/// <summary>A refund whose job ended without its handler: whether it went is not known.</summary>
sealed class StrandedRefunds : IStranded
{
    public async Task Abandoned(Guid trail, string error, Work work, CancellationToken cancel)
    {
        if (await Refund.Asked(work, trail, cancel) is { } refund)
            await Refunding.Abandoned(refund, error, refund.State is RefundState.Sending, isUndone: false, work, cancel);
    }
}
