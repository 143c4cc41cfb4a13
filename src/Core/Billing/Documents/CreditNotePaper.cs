using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Documents;

/// <summary>A credit note as a document: what it takes off which invoice, at that invoice's own rates.</summary>
static class CreditNotePaper
{
    sealed record Row(
        string Invoice, DateOnly InvoicedOn, string SellerName, string SellerAddress, string SellerCountry, string SellerTaxId,
        string BuyerName, string? BuyerAddress, string? BuyerCountry, string? BuyerTaxId);

    public static async Task<Result<Paper>> Of(Work work, CreditNoteId id, SellerOptions seller, CancellationToken cancel)
    {
        var note = await CreditNote.One(work, id, cancel);
        var who = await work.Get<Row>(
            """
            select i.number as invoice, i.issued_on as invoiced_on, c.seller ->> 'name' as seller_name, c.seller ->> 'address' as seller_address,
                   c.seller ->> 'country' as seller_country, c.seller ->> 'taxId' as seller_tax_id, c.buyer ->> 'name' as buyer_name,
                   c.buyer ->> 'address' as buyer_address, c.buyer ->> 'country' as buyer_country, c.buyer ->> 'vatId' as buyer_tax_id
            from   credit_notes c
            join   invoices i on i.id = c.invoice_id
            where  c.id = @id
            """, new { id }, cancel);
        var lines = await Lines(work, id, cancel);
        var taxes = await work.List<InvoiceTax>(
            """
            select   t.tax, t.millionths, t.net_minor, t.tax_minor, c.currency
            from     credit_note_taxes t
            join     credit_notes c on c.id = t.note_id
            where    t.note_id = @id
            order by t.millionths desc, t.tax
            """, new { id }, cancel);
        var paper = new Paper("Credit note", note.Number, note.Currency, note.WrittenAt,
            new(who.SellerName, who.SellerAddress, who.SellerCountry, who.SellerTaxId),
            new(who.BuyerName, who.BuyerAddress, who.BuyerCountry, who.BuyerTaxId))
        {
            Facts =
            [
                new("Number", note.Number), new("Issued", note.IssuedOn.InWords()),
                new("For invoice", $"{who.Invoice} of {who.InvoicedOn.InWords()}"),
                .. InvoicePaper.Facts(who.SellerCountry, lines, seller),
            ],
            Lines = [.. lines.Select(InvoicePaper.Line)],
            Sums =
            [
                new("Net", note.Net.ToString()), .. taxes.Select(InvoicePaper.Sum),
                new("Total taken off", note.Total.ToString(), IsTotal: true),
            ],
            Notes =
            [
                .. InvoicePaper.OnTax(lines),
                .. $"{note.Lowered} less is to be paid of {who.Invoice}.".If(note.Lowered.Minor > 0),
                .. $"{note.Credited} is your credit, or is paid back to you.".If(note.Credited.Minor > 0),
            ],
        };
        return PaperFonts.Lacks(paper.Texts) is { } lacking ? lacking : paper;
    }

    static Task<IReadOnlyList<InvoiceLine>> Lines(Work work, CreditNoteId id, CancellationToken cancel) => work.List<InvoiceLine>(
        """
        select   l.text, l.quantity, n.net_minor, c.currency, l.period_start, l.period_end, p.name as plan, k.length,
                 k.version as price_version, k.price_minor, k.since as price_since, l.tax, l.place, l.treatment, l.millionths
        from     credit_note_lines n
        join     credit_notes c on c.id = n.note_id
        join     invoice_lines l on l.invoice_id = c.invoice_id and l.position = n.position
        left     join plan_prices k on k.id = l.price_id
        left     join plans p on p.id = k.plan_id
        where    n.note_id = @id
        order by n.position
        """, new { id }, cancel);
}
