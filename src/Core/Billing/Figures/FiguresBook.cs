using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Ledger;

namespace OpsBot.Core.Billing.Figures;

/// <summary>
/// Keeps what the business came to, day by day: what subscriptions are worth a month and what moved that, and what moved in the ledger.
/// Twice is harmless: only what is not as it was kept is a move, and each transfer is counted once.
/// </summary>
public sealed class FiguresBook(NpgsqlDataSource source, IOptions<SellerOptions> seller, TimeProvider time)
{
    /// <summary>It belongs to the day on which that began.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async Task Round(CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var upTo = await LedgerMarks.Quiet(db, cancel);
        await using var transaction = await db.BeginTransactionAsync(cancel);
        // Two who keep at once come one after the other.
        await db.Execute("select one from figures_kept for update", null, cancel);
        var now = time.GetUtcNow();
        var days = new SellerTime(TimeZoneInfo.FindSystemTimeZoneById(seller.Value.TimeZone));
        await KeepWorth(db, days.DayOf(now - Every), cancel);
        await KeepMoved(db, upTo, seller.Value.TimeZone, cancel);
        await db.Execute("update figures_kept set kept_at = @now, up_to = greatest(up_to, @upTo)", new { now, upTo }, cancel);
        await transaction.CommitAsync(cancel);
    }

    static Task KeepWorth(NpgsqlConnection db, DateOnly day, CancellationToken cancel) => db.Execute(
        $"""
        with {Movements.Worth},
        {Movements.Moved},
        kept as (
            insert into mrr_organizations as k (organization_id, currency, mrr_minor)
            select organization_id, currency, after
            from   moved
            on     conflict (organization_id, currency) do update set mrr_minor = excluded.mrr_minor),
        summed as ({Movements.Summed}),
        stood as (
            select   currency, sum(minor) as mrr_minor, count(*) filter (where minor > 0) as organizations
            from     worth
            group by currency)
        insert into mrr_days as d (currency, day, mrr_minor, organizations, new_minor, new_count, expansion_minor, expansion_count,
               contraction_minor, contraction_count, churn_minor, churn_count, reactivation_minor, reactivation_count)
        select coalesce(t.currency, m.currency), @day, coalesce(t.mrr_minor, 0), coalesce(t.organizations, 0),
               coalesce(m.new_minor, 0), coalesce(m.new_count, 0), coalesce(m.expansion_minor, 0), coalesce(m.expansion_count, 0),
               coalesce(m.contraction_minor, 0), coalesce(m.contraction_count, 0), coalesce(m.churn_minor, 0), coalesce(m.churn_count, 0),
               coalesce(m.reactivation_minor, 0), coalesce(m.reactivation_count, 0)
        from   stood t
        full   join summed m on m.currency = t.currency
        on     conflict (currency, day) do update
        set    mrr_minor = excluded.mrr_minor, organizations = excluded.organizations,
               new_minor = d.new_minor + excluded.new_minor, new_count = d.new_count + excluded.new_count,
               expansion_minor = d.expansion_minor + excluded.expansion_minor,
               expansion_count = d.expansion_count + excluded.expansion_count,
               contraction_minor = d.contraction_minor + excluded.contraction_minor,
               contraction_count = d.contraction_count + excluded.contraction_count,
               churn_minor = d.churn_minor + excluded.churn_minor, churn_count = d.churn_count + excluded.churn_count,
               reactivation_minor = d.reactivation_minor + excluded.reactivation_minor,
               reactivation_count = d.reactivation_count + excluded.reactivation_count
        """, new { day, Since = (DateTimeOffset?)null }, cancel);

    static Task KeepMoved(NpgsqlConnection db, long upTo, string zone, CancellationToken cancel) => db.Execute(
        """
        insert into money_days as d (currency, day, code, debit_kind, credit_kind, amount, transfers)
        select   t.currency, (t.at at time zone @zone)::date, t.code, b.kind, c.kind, sum(t.amount), count(*)
        from     ledger_transfers t
        join     ledger_accounts b on b.id = t.debit
        join     ledger_accounts c on c.id = t.credit
        where    t.id > (select up_to from figures_kept) and t.id <= @upTo and t.phase in ('direct', 'posted')
        group by 1, 2, 3, 4, 5
        on       conflict (currency, day, code, debit_kind, credit_kind) do update
        set      amount = d.amount + excluded.amount, transfers = d.transfers + excluded.transfers
        """, new { upTo, zone }, cancel);
}
