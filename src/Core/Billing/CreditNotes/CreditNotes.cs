using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.CreditNotes;

/// <summary>The one way an invoice is taken off again, in whole or in part.</summary>
public sealed class CreditNotes(Seller seller, Till till, TimeProvider time)
{
    /// <summary>What a note of that much, tax and all, would take from which line and tax; refused where not that much is left.</summary>
    public static async Task<Result<NoteParts>> Reckon(Work work, InvoiceId invoice, Money gross, CancellationToken cancel)
    {
        var of = await Invoice.One(work, invoice, cancel);
        if (MayNot(of) is { } refusal) return refusal;
        if (gross.Currency != of.Total.Currency) return of.NotNow($"is in {of.Currency}, and {gross} is not.");
        if (gross.Minor < 1) return of.NotNow("is not changed by a note of nothing.");
        var left = await Left(work, of, cancel);
        return gross > left.Gross ? of.NotNow($"has {left.Gross} left that a note can take off, not {gross}.") : left.Of(gross);
    }

    /// <summary>The same of whole lines, counted from one.</summary>
    public static async Task<Result<NoteParts>> ReckonLines(Work work, InvoiceId invoice, IReadOnlySet<int> lines, CancellationToken cancel)
    {
        var of = await Invoice.One(work, invoice, cancel);
        if (MayNot(of) is { } refusal) return refusal;
        var left = await Left(work, of, cancel);
        var parts = left.Of(lines);
        // Where another line is below nothing, some come to more than all of them.
        if (parts.Gross > left.Gross) return of.NotNow($"has {left.Gross} left that a note can take off, and these lines are {parts.Gross}.");
        return parts.Gross.Minor > 0 ? parts : of.NotNow("has nothing left on these lines that a note could take off.");
    }

    /// <summary>All that is left of it.</summary>
    public static async Task<Result<NoteParts>> ReckonAll(Work work, InvoiceId invoice, CancellationToken cancel)
    {
        var of = await Invoice.One(work, invoice, cancel);
        return MayNot(of) is { } refusal ? refusal : await Left(work, of, cancel);
    }

    /// <summary>
    /// Writes it: what was still open is owed no more, what was paid becomes credit. What it takes off, tax and all, is reckoned under the
    /// invoice's lock.
    /// </summary>
    public async Task<Result<CreditNote>> Write(Work work, InvoiceId invoice, Money gross, string why, CancellationToken cancel)
    {
        await Lock(work, invoice, cancel);
        return (await Reckon(work, invoice, gross, cancel)).Failed(out var parts, out var refusal) ? refusal
            : await Write(work, invoice, parts, why, cancel);
    }

    public async Task<Result<CreditNote>> WriteLines(
        Work work, InvoiceId invoice, IReadOnlySet<int> lines, string why, CancellationToken cancel)
    {
        await Lock(work, invoice, cancel);
        return (await ReckonLines(work, invoice, lines, cancel)).Failed(out var parts, out var refusal) ? refusal
            : await Write(work, invoice, parts, why, cancel);
    }

    static Refusal? MayNot(Invoice invoice) => invoice switch
    {
        { State: InvoiceState.Draft } => invoice.NotNow("has no number yet. Hold it instead."),
        { State: InvoiceState.Void } => invoice.NotNow("is void, so there is nothing to take off it."),
        _ when invoice.Noted == invoice.Total => invoice.NotNow("was taken off with notes already, all of it."),
        _ => null,
    };

    /// <summary>What no note has taken yet.</summary>
    static async Task<NoteParts> Left(Work work, Invoice invoice, CancellationToken cancel)
    {
        var lines = await work.List<LeftLine>(
            """
            select   position, tax, net_minor - noted_minor as net_minor
            from     invoice_lines
            where    invoice_id = @Id and net_minor <> noted_minor
            order by position
            """, new { invoice.Id }, cancel);
        var taxes = await work.List<LeftTax>(
            """
            select   t.tax, t.millionths, t.net_minor - coalesce(n.net_minor, 0) as net_minor, t.tax_minor - coalesce(n.tax_minor, 0) as tax_minor
            from     invoice_taxes t
            left     join (select   w.tax, sum(w.net_minor)::bigint as net_minor, sum(w.tax_minor)::bigint as tax_minor
                           from     credit_notes c
                           join     credit_note_taxes w on w.note_id = c.id
                           where    c.invoice_id = @Id
                           group by w.tax) n on n.tax = t.tax
            where    t.invoice_id = @Id
            order by t.millionths desc, t.tax
            """, new { invoice.Id }, cancel);
        var currency = invoice.Total.Currency;
        return new(currency, [.. lines.Select(line => new NoteLine(line.Position, line.Tax, new(line.NetMinor, currency)))],
            [.. taxes.Where(tax => tax.NetMinor != 0 || tax.TaxMinor != 0).Select(tax =>
                new NoteTax(tax.Tax, tax.Millionths, new(tax.NetMinor, currency), new(tax.TaxMinor, currency)))]);
    }

    sealed record LeftLine(short Position, string Tax, long NetMinor);

    sealed record LeftTax(string Tax, int Millionths, long NetMinor, long TaxMinor);

    static Task Lock(Work work, InvoiceId invoice, CancellationToken cancel) =>
        work.Execute("select id from invoices where id = @invoice for update", new { invoice }, cancel);

    async Task<CreditNote> Write(Work work, InvoiceId invoice, NoteParts parts, string why, CancellationToken cancel)
    {
        var of = await Invoice.One(work, invoice, cancel);
        var lowered = of.LoweredBy(parts.Gross);
        var number = await Numbers.Draw(work, "CN", seller.Today, cancel);
        var id = CreditNoteId.New(time);
        await work.Execute(
            """
            insert into credit_notes (id, invoice_id, organization_id, currency, net_minor, tax_minor, total_minor, lowered_minor, series,
                   series_month, series_no, number, issued_on, seller, buyer, why, trail, written_at)
            select @id, i.id, i.organization_id, i.currency, @Net, @Tax, @Gross, @Lowered, @Series, @Month, @Nth, @Number, @Today, i.seller,
                   i.buyer, @why, @Trail, @Now
            from   invoices i
            where  i.id = @invoice
            """,
            new
            {
                id, invoice, Net = parts.Net.Minor, Tax = parts.Tax.Minor, Gross = parts.Gross.Minor, Lowered = lowered.Minor,
                number.Series, number.Month, number.Nth, number.Number, seller.Today, why, work.Trail, work.Now,
            }, cancel);
        await NoteBooking.Book(work, of, id, parts, lowered, cancel);
        await till.BecamePaid([invoice], work, cancel);
        return await CreditNote.One(work, id, cancel);
    }
}
