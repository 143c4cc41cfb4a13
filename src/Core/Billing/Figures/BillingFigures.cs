using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Figures;

/// <summary>How many, and how much that is.</summary>
public sealed record Sum(long Count, Money Amount)
{
    /// <summary>"14 (€1,234.00)", or that there is none.</summary>
    public string InWords => Count == 0 ? "none" : $"{Count:N0} ({Amount})";
}

/// <summary>What comes in a month stood there on that day.</summary>
public sealed record MrrDay(DateOnly Day, Money Mrr, long Organizations, Movements Moved);

/// <summary>All that stands in one currency at this moment, and what led there.</summary>
public sealed record BillingFigures(
    Currency Currency, Money Mrr, long Active, long PastDue, long Leaving, long Paused, long Trials, long Ending, long Tried, long Won,
    Sum Failed, Sum Pending, Sum Open, Sum Overdue)
{
    /// <summary>Day by day, in order; what was not kept yet stands in the last.</summary>
    public required IReadOnlyList<MrrDay> Days { get; init; }

    /// <summary>Within 30 days, without tax.</summary>
    public required Money Invoiced { get; init; }

    /// <summary>Within 30 days.</summary>
    public required Money Received { get; init; }

    /// <summary>A month ago; none where that was not kept.</summary>
    public MrrDay? Before(DateOnly today) => Days.LastOrDefault(day => day.Day <= today.AddMonths(-1));

    /// <summary>What moved it since a month ago.</summary>
    public Movements MovedSince(DateOnly day) =>
        Days.Where(one => one.Day > day).Aggregate(Movements.None(Currency.Code), (sum, one) => sum + one.Moved);

    /// <summary>Nobody pays, nobody tries, nobody owes in it.</summary>
    public bool IsEmpty => Active + Trials + Paused + Open.Count + Overdue.Count == 0 && Days.Count == 0;
}

/// <summary>What of the payment provider's newest reports was settled.</summary>
public sealed record EventSuccess(long All, long Settled);

/// <summary>Reads all of it in one round trip: sums that are kept, and what came since.</summary>
static class ReadFigures
{
    // Who began before that and ends after it is looked at twice, which is harmless.
    static readonly TimeSpan overlap = TimeSpan.FromMinutes(10);

    public const int SoonDays = 7, TriedDays = 90, RecentDays = 30, Events = 1_000;

    sealed record Living(string Currency, string State, bool IsRecurring, long Count, long MrrMinor);

    sealed record Kept(
        DateOnly Day, long MrrMinor, long Organizations, string Currency, long NewMinor, long NewCount, long ExpansionMinor,
        long ExpansionCount, long ContractionMinor, long ContractionCount, long ChurnMinor, long ChurnCount, long ReactivationMinor,
        long ReactivationCount)
    {
        public MrrDay Of(Currency currency) => new(Day, new(MrrMinor, currency), Organizations, new(Currency, NewMinor, NewCount,
            ExpansionMinor, ExpansionCount, ContractionMinor, ContractionCount, ChurnMinor, ChurnCount, ReactivationMinor,
            ReactivationCount));
    }

    sealed record Trying(string Currency, long Ending, long Tried, long Won);

    sealed record Counted(string Currency, string State, long Count, long Minor);

    sealed record Ledgered(string Currency, long Invoiced, long Received);

    sealed record Answers(
        IReadOnlyList<Living> Living, IReadOnlyList<Kept> Days, IReadOnlyList<Movements> Moved, IReadOnlyList<Trying> Trying,
        IReadOnlyList<Counted> Payments, IReadOnlyList<Counted> Owed, IReadOnlyList<Ledgered> Ledgered, EventSuccess Events);

    /// <summary>Every currency that anything is in; who has most subscribers first.</summary>
    public static async Task<(IReadOnlyList<BillingFigures> Figures, EventSuccess Events)> Read(
        Work work, DateOnly today, string zone, DateOnly from, CancellationToken cancel)
    {
        var kept = await work.Get<DateTimeOffset?>("select kept_at from figures_kept", null, cancel);
        await using var batch = new Batch(work.Db);
        Ask(batch, work.Now, today, zone, from, (kept ?? DateTimeOffset.MinValue.AddYears(1)) - overlap);
        await using var reader = await batch.Read(cancel);
        var answers = new Answers(
            await reader.Rows<Living>(cancel), await reader.Rows<Kept>(cancel), await reader.Rows<Movements>(cancel),
            await reader.Rows<Trying>(cancel), await reader.Rows<Counted>(cancel), await reader.Rows<Counted>(cancel),
            await reader.Rows<Ledgered>(cancel), (await reader.Rows<EventSuccess>(cancel))[0]);
        var currencies = answers.Living.Select(one => one.Currency).Concat(answers.Days.Select(one => one.Currency))
            .Concat(answers.Owed.Select(one => one.Currency)).Concat(answers.Payments.Select(one => one.Currency)).Distinct();
        return (
        [
            .. currencies.Select(code => Of(Currency.Of(code), answers, today))
                .OrderByDescending(one => one.Active + one.Trials).ThenBy(one => one.Currency.Code, StringComparer.Ordinal),
        ], answers.Events);
    }

    static void Ask(Batch batch, DateTimeOffset now, DateOnly today, string zone, DateOnly from, DateTimeOffset since)
    {
        batch.Add(
            """
            select   c.currency, g.state, is_recurring(g.state, g.state_before) as is_recurring, sum(g.count)::bigint as count,
                     sum(g.count * mrr_of(c.price_minor, c.length))::bigint as mrr_minor
            from     (select   s.price_id, s.state, s.state_before, count(*) as count
                      from     subscriptions s
                      where    s.state not in ('cancelled', 'expired')
                      group by s.price_id, s.state, s.state_before) g
            join     plan_prices c on c.id = g.price_id
            group by c.currency, g.state, is_recurring(g.state, g.state_before)
            """, null);
        batch.Add(
            """
            select   day, mrr_minor, organizations, currency, new_minor, new_count, expansion_minor, expansion_count, contraction_minor,
                     contraction_count, churn_minor, churn_count, reactivation_minor, reactivation_count
            from     mrr_days
            where    day >= @from
            order by day
            """, new { from });
        batch.Add($"with {Movements.Worth}, {Movements.Moved} {Movements.Summed}", new { Since = since });
        batch.Add(
            """
            select   c.currency, count(*) filter (where s.state = 'trialing' and s.trial_ends_on <= @Soon) as ending,
                     count(*) filter (where s.trial_ends_on < @today) as tried,
                     count(*) filter (where s.trial_ends_on < @today and s.state not in ('trialing', 'pending', 'expired')
                                      and (s.ended_at is null or (s.ended_at at time zone @zone)::date > s.trial_ends_on)) as won
            from     subscriptions s
            join     plan_prices c on c.id = s.price_id
            where    s.trial_ends_on >= @Since and s.trial_ends_on <= @Soon
            group by c.currency
            """, new { today, zone, Since = today.AddDays(-TriedDays), Soon = today.AddDays(SoonDays) });
        batch.Add(
            """
            select   p.currency, case when p.state = 'failed' then 'failed' else 'pending' end as state, count(*) as count,
                     sum(p.amount_minor)::bigint as minor
            from     payments p
            where    p.state in ('pending', 'requires_action') or (p.state = 'failed' and p.created_at > @Since)
            group by 1, 2
            """, new { Since = now.AddDays(-RecentDays) });
        batch.Add(
            """
            select   i.currency, i.state, count(*) as count, sum(i.total_minor - i.paid_minor)::bigint as minor
            from     invoices i
            where    i.state in ('open', 'overdue')
            group by i.currency, i.state
            """, null);
        batch.Add(
            """
            select   m.currency, sum(ledger_between(m.amount, m.credit_kind, m.debit_kind, '{deferred,revenue}'))::bigint as invoiced,
                     sum(ledger_between(m.amount, m.debit_kind, m.credit_kind, '{stripe,bank}'))::bigint as received
            from     (select d.currency, d.debit_kind, d.credit_kind, d.amount
                      from   money_days d
                      where  d.day > @Since
                      union  all
                      select t.currency, b.kind, c.kind, t.amount
                      from   ledger_transfers t
                      join   ledger_accounts b on b.id = t.debit
                      join   ledger_accounts c on c.id = t.credit
                      where  t.id > (select k.up_to from figures_kept k) and t.phase in ('direct', 'posted')) m
            group by m.currency
            """, new { Since = today.AddDays(-RecentDays) });
        batch.Add(
            """
            select count(*) as all, count(*) filter (where e.state <> 'waiting' or e.tries = 0) as settled
            from   (select state, tries from stripe_events order by came_at desc, id desc limit @Events) e
            """, new { Events });
    }

    static BillingFigures Of(Currency currency, Answers answers, DateOnly today)
    {
        var code = currency.Code;
        var living = answers.Living.Where(one => one.Currency == code).ToList();
        long count(Func<Living, bool> which) => living.Where(which).Sum(one => one.Count);
        var mrr = new Money(living.Where(one => one.IsRecurring).Sum(one => one.MrrMinor), currency);
        var active = count(one => one.IsRecurring);
        var trying = answers.Trying.FirstOrDefault(one => one.Currency == code) ?? new(code, 0, 0, 0);
        var ledgered = answers.Ledgered.FirstOrDefault(one => one.Currency == code) ?? new(code, 0, 0);
        Sum sum(IReadOnlyList<Counted> all, string state) =>
            all.Where(one => one.Currency == code && one.State == state).Select(one => new Sum(one.Count, new(one.Minor, currency)))
                .FirstOrDefault() ?? new(0, new(0, currency));
        return new(currency, mrr, active, count(one => one.State == "past_due"),
            count(one => one is { State: "cancelling", IsRecurring: true }), count(one => one.State == "paused"),
            count(one => one.State == "trialing"), trying.Ending, trying.Tried, trying.Won, sum(answers.Payments, "failed"),
            sum(answers.Payments, "pending"), sum(answers.Owed, "open"), sum(answers.Owed, "overdue"))
        {
            Days = WithToday([.. answers.Days.Where(day => day.Currency == code).Select(day => day.Of(currency))],
                answers.Moved.FirstOrDefault(one => one.Currency == code), new(today, mrr, active, Movements.None(code))),
            Invoiced = new(ledgered.Invoiced, currency), Received = new(ledgered.Received, currency),
        };
    }

    // The day that is not over stands as it does now, with what was not kept yet.
    static List<MrrDay> WithToday(List<MrrDay> days, Movements? since, MrrDay now)
    {
        if (days is [.., var last] && last.Day >= now.Day)
        {
            days.RemoveAt(days.Count - 1);
            now = now with { Moved = last.Moved };
        }
        if (since is not null) now = now with { Moved = now.Moved + since };
        if (now.Mrr.Minor > 0 || days.Count > 0) days.Add(now);
        return days;
    }
}
