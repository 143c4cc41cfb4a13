using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

/// <summary>What banks take back: the payment is disputed as long as one is open or lost, and what is lost is gone.</summary>
static class Disputes
{
    public static async Task Note(GatewayDispute theirs, Work work, CancellationToken cancel)
    {
        if (theirs.Payment is not { } payment) return;
        await work.Execute(
            """
            insert into disputes (id, payment, state, currency, amount_minor, reason, seen_at)
            values (@Id, @payment, @State, @Code, @Minor, @Reason, @Now)
            on     conflict (id) do update set state = excluded.state, amount_minor = excluded.amount_minor, seen_at = excluded.seen_at
            """,
            new
            {
                theirs.Id, payment, State = !theirs.IsOver ? "open" : theirs.State == "lost" ? "lost" : "won",
                theirs.Amount.Currency.Code, theirs.Amount.Minor, theirs.Reason, work.Now,
            }, cancel);
        await Settle(payment, work, cancel);
    }

    sealed record Lost(string Id, string Currency, long AmountMinor);

    /// <summary>Where that payment has come in here; harmless twice.</summary>
    public static async Task Settle(string payment, Work work, CancellationToken cancel)
    {
        var ours = await work.Find<PaymentId?>(
            """
            update payments p
            set    state = d.state, version = version + case when p.state = d.state then 0 else 1 end
            from   (select case when count(*) filter (where state <> 'won') > 0 then 'disputed' else 'succeeded' end as state
                    from   disputes
                    where  payment = @payment) d
            where  p.provider_id = @payment and p.state in ('succeeded', 'disputed')
            returning p.id
            """, new { payment }, cancel);
        if (ours is null) return;
        foreach (var lost in await work.List<Lost>(
            "select id, currency, amount_minor from disputes where payment = @payment and state = 'lost' order by id", new { payment }, cancel))
            await work.Transfer(new($"dispute:{lost.Id}", Account.Refunds, Account.Stripe,
                new(lost.AmountMinor, Currency.Of(lost.Currency)), TransferCode.Refund), cancel);
    }
}
