using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.CreditNotes;

/// <summary>What a note does to the invoice, to its lines and to the ledger.</summary>
static class NoteBooking
{
    public static async Task Book(
        Work work, Invoice invoice, CreditNoteId note, NoteParts parts, Money lowered, CancellationToken cancel)
    {
        var earned = await TakeLines(work, invoice.Id, note, parts, cancel);
        await work.Execute(
            """
            insert into credit_note_taxes (note_id, tax, millionths, net_minor, tax_minor)
            select @note, t.tax, t.millionths, t.net_minor, t.tax_minor
            from   unnest(@Taxes, @Rates, @Nets, @Amounts) t (tax, millionths, net_minor, tax_minor)
            """,
            new
            {
                note, Taxes = parts.Taxes.Select(tax => tax.Tax).ToArray(), Rates = parts.Taxes.Select(tax => tax.Millionths).ToArray(),
                Nets = parts.Taxes.Select(tax => tax.Net.Minor).ToArray(), Amounts = parts.Taxes.Select(tax => tax.Amount.Minor).ToArray(),
            }, cancel);
        await work.Execute(
            """
            update invoices
            set    noted_minor = noted_minor + @Gross, paid_minor = paid_minor + @Lowered, version = version + 1
            where  id = @Id
            """, new { invoice.Id, Gross = parts.Gross.Minor, Lowered = lowered.Minor }, cancel);
        await Move(work, invoice, note, parts, earned, lowered, cancel);
    }

    /// <summary>Each line has that much less; what of that it had earned already.</summary>
    static async Task<Money> TakeLines(Work work, InvoiceId invoice, CreditNoteId note, NoteParts parts, CancellationToken cancel)
    {
        var taken = new
        {
            invoice, note, Positions = parts.Lines.Select(line => line.Position).ToArray(),
            Nets = parts.Lines.Select(line => line.Net.Minor).ToArray(),
        };
        await work.Execute(
            """
            insert into credit_note_lines (note_id, position, net_minor)
            select @note, t.position, t.net_minor
            from   unnest(@Positions, @Nets) t (position, net_minor)
            """, taken, cancel);
        // What is not earned yet goes first.
        var earned = await work.List<long>(
            """
            update invoice_lines l
            set    noted_minor = l.noted_minor + t.net_minor, earned_minor = t.earned_minor
            from   (select   n.position, u.net_minor, n.earned_minor as before,
                             sign(n.net_minor)::bigint * least(abs(n.earned_minor), abs(n.net_minor - n.noted_minor - u.net_minor)) as earned_minor
                    from     invoice_lines n
                    join     unnest(@Positions, @Nets) u (position, net_minor) on u.position = n.position
                    where    n.invoice_id = @invoice) t
            where  l.invoice_id = @invoice and l.position = t.position
            returning t.before - t.earned_minor
            """, taken, cancel);
        return new(earned.Sum(), parts.Currency);
    }

    // From where its opening has brought it: what was open is owed no more, the rest is credit.
    static async Task Move(
        Work work, Invoice invoice, CreditNoteId note, NoteParts parts, Money earned, Money lowered, CancellationToken cancel)
    {
        var whose = OrganizationId.Of(invoice.OrganizationId);
        // What was written off is owed no more since then.
        var owed = invoice.State == InvoiceState.Uncollectible ? Account.BadDebt : Account.Receivable(whose);
        List<(string Name, Account From, Money Amount)> sources =
        [
            ("deferred", Account.Deferred(whose), parts.Net - earned), ("revenue", Account.Revenue, earned),
            .. parts.Taxes.Select(tax => ($"tax {tax.Tax}", Account.Tax(tax.Tax), tax.Amount)),
        ];
        var open = lowered;
        // What an invoice gave back comes first, and makes room for the rest.
        foreach (var (name, from, amount) in sources.OrderBy(source => source.Amount.Minor))
        {
            if (amount.Minor < 0)
            {
                await work.Transfer(new($"note:{note.Value}:{name}:owed", owed, from, -amount, TransferCode.CreditNote), cancel);
                open -= amount;
                continue;
            }
            var less = amount < open ? amount : open;
            if (less.Minor > 0)
                await work.Transfer(new($"note:{note.Value}:{name}:owed", from, owed, less, TransferCode.CreditNote), cancel);
            if (amount > less)
                await Credits.Credits.Give(work,
                    new($"note:{note.Value}:{name}:credit", whose, from, amount - less, TransferCode.CreditNote), cancel);
            open -= less;
        }
    }
}
