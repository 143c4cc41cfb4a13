using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Subscriptions;

/// <summary>What of one invoice was charged for days that are not had any more: as a credit note takes it off.</summary>
sealed record UnusedPart(InvoiceId Invoice, string Number, Money Net, Money Gross)
{
    public Change Change => new($"Credit note on {Number}", "none", $"{Gross}, {Net} without tax");
}

/// <summary>All of it: less than the days would come to where something was given back before.</summary>
sealed record UnusedDays(int Days, IReadOnlyList<UnusedPart> Parts, Money Nothing)
{
    public Money Net => Parts.Aggregate(Nothing, (sum, part) => sum + part.Net);

    public Money Gross => Parts.Aggregate(Nothing, (sum, part) => sum + part.Gross);
}

/// <summary>
/// What is left of the period that was invoiced last: the price in force by its days of the whole period, and never more than what was
/// charged for it. Given back by credit notes: what of the invoices is still open is owed no more, what was paid becomes credit.
/// </summary>
sealed class Unused(CreditNotes.CreditNotes notes)
{
    sealed record Charged(Guid Id, string? Number, InvoiceState State, DateOnly PeriodStart, DateOnly PeriodEnd);

    /// <summary>What can be given back on that day, without tax no more than that.</summary>
    public static async Task<Result<UnusedDays>> Of(
        Work work, Subscription ours, DateOnly day, Money? most, CancellationToken cancel)
    {
        var nothing = new Money(0, ours.Price.Currency);
        var days = ours.NextStart.DayNumber - (ours.PausedOn ?? day).DayNumber;
        if (days <= 0 || (ours.StateBefore ?? ours.State) is SubscriptionState.Trialing or SubscriptionState.Pending)
            return new UnusedDays(0, [], nothing);
        var charged = await Last(work, ours, cancel);
        if (charged.FirstOrDefault(one => one.State == InvoiceState.Draft) is { } draft)
            return new Refusal($"A draft of {ours.Organization} is not open yet. Open it first: what is not had of it is taken off then.")
            {
                WaysOn = [new("Open it", $"/invoice open {InvoiceId.Of(draft.Id)}")],
            };
        if (charged.Count == 0) return new UnusedDays(days, [], nothing);
        // What was paused has its days later than its invoice says: they are counted from the end.
        var whole = ours.Current ?? new Period(charged[^1].PeriodStart, charged[^1].PeriodEnd);
        var left = Proration.Rest(ours.Price, whole, whole.End.AddDays(-Math.Min(days, whole.Days)));
        return new UnusedDays(days, await Spread(work, charged, most is { } only && only < left ? only : left, cancel), nothing);
    }

    // The one of the period, and those of changes since, the newest first.
    static Task<IReadOnlyList<Charged>> Last(Work work, Subscription ours, CancellationToken cancel) => work.List<Charged>(
        """
        with of_period as (
            select   drafted_at
            from     invoices
            where    subscription_id = @Id and reason in ('period', 'again') and state not in ('void', 'uncollectible')
            order by period_start desc, drafted_at desc
            limit    1)
        select   i.id, i.number, i.state, i.period_start, i.period_end
        from     invoices i
        where    i.subscription_id = @Id and i.reason in ('period', 'change', 'again') and i.state not in ('void', 'uncollectible')
        and      i.drafted_at >= coalesce((select drafted_at from of_period), '-infinity'::timestamptz)
        order by i.drafted_at desc, i.id desc
        """, new { ours.Id }, cancel);

    static async Task<IReadOnlyList<UnusedPart>> Spread(Work work, IReadOnlyList<Charged> charged, Money left, CancellationToken cancel)
    {
        var parts = new List<UnusedPart>();
        foreach (var one in charged)
        {
            if (left.Minor <= 0) break;
            // All of it was taken off before.
            if ((await CreditNotes.CreditNotes.ReckonAll(work, InvoiceId.Of(one.Id), cancel)).Failed(out var rest, out _)) continue;
            if (rest.Net.Minor <= 0) continue;
            var net = left < rest.Net ? left : rest.Net;
            parts.Add(new(InvoiceId.Of(one.Id), one.Number!, net, Gross(net, rest)));
            left -= net;
        }
        return parts;
    }

    static Money Gross(Money net, CreditNotes.NoteParts rest)
    {
        var gross = rest.Taxes is [var only] ? net + net.Percent(new(only.Millionths)) : rest.Gross.Part(net.Minor, rest.Net.Minor);
        return net == rest.Net || gross > rest.Gross ? rest.Gross : gross;
    }

    /// <summary>Writes the notes; a sentence for each.</summary>
    public async Task<Result<IReadOnlyList<string>>> GiveBack(Work work, UnusedDays unused, string why, CancellationToken cancel)
    {
        var said = new List<string>();
        foreach (var part in unused.Parts)
        {
            if ((await notes.Write(work, part.Invoice, part.Gross, why, cancel)).Failed(out var note, out var refusal)) return refusal;
            said.Add($"{note.Number} takes {note.Total} off {part.Number}: {note.InWords}.");
        }
        return said;
    }
}
