using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record RegenerateInvoice([Arg("which invoice")] InvoiceId Invoice) : ICommand<RegenerateInvoice, InvoiceRegenerated>
{
    public static Spec Spec { get; } = new("invoice regenerate", "Take an invoice off with a note, and make it anew as its buyer is now")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Examples = ["/invoice regenerate INV-202611-0001 reason:\"the VAT id was missing\""],
    };
}

public sealed record InvoiceRegenerated(Invoice Was, CreditNote Note, Invoice Invoice) : IAnswer
{
    public Reply Say() => new($"{Invoice.Called} takes the place of {Was.Called}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            new Paragraph($"{Note.Number} took {Note.Total} off it: {Note.InWords}."),
            new Paragraph(Invoice.Left.Minor == 0 ? "The new one is paid." : $"{Invoice.Left} of the new one is open."),
        ],
        Buttons =
        [
            new Button("Show the new one", $"/invoice show {Invoice.Id}"),
            new Button("Show the old one", $"/invoice show {Was.Id}"),
        ],
    };
}

sealed class RegenerateInvoiceHandler(CreditNotes.CreditNotes notes, Seller seller, OpenInvoices opening)
    : IHandle<RegenerateInvoice, InvoiceRegenerated>
{
    sealed record Buyer(string? Was, string Is);

    public async Task<Result<Plan>> Plan(RegenerateInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (seller.Options.NotSet is { } unset) return unset;
        if (invoice.State == InvoiceState.Uncollectible) return invoice.NotNow("is written off; nobody is to pay it again.");
        if (invoice.CollectedThere is { } there) return there;
        if (await Anew(work, invoice, cancel) is { } another)
            return new Refusal($"{invoice.Called} or its period was made anew already, as {another.Called}. Write a credit note, and make "
                + "another by hand.") { WaysOn = [new("Show", $"/invoice show {another.Id}")] };
        if ((await CreditNotes.CreditNotes.ReckonAll(work, command.Invoice, cancel)).Failed(out var left, out var refusal)) return refusal;
        var (tax, buyer) = (await TaxOf(work, invoice, cancel), await BuyerOf(work, invoice, cancel));
        var (before, total) = (left.Tax, left.Net + left.Net.Percent(tax.Rate));
        if (buyer.Was == buyer.Is && total == left.Gross && left.Taxes.All(one => one.Tax == tax.Name))
            return new Refusal($"{invoice.Called} would read the same. Put its buyer right first.")
            {
                WaysOn = [new("Billing profile", $"/billing profile {invoice.Organization}")],
            };
        return invoice.Plan($"Take {invoice.Called} off and make it anew") with
        {
            Amount = left.Gross > total ? left.Gross : total,
            Changes =
            [
                .. new Change("Buyer", buyer.Was ?? "", buyer.Is).If(buyer.Was != buyer.Is),
                new("Tax", before.ToString(), $"{total - left.Net} ({tax.InWords})"), new("Total", left.Gross.ToString(), total.ToString()),
                .. await NoteChanges.Of(work, invoice, left, cancel),
            ],
            Affects = new(total > left.Gross ? Impact.Loss : Impact.Gain,
                $"{invoice.Organization} gets a credit note and a new invoice. What it paid pays the new one."),
            Undo = Undo.Never("Both numbers stay taken."),
        };
    }

    public async Task<Result<InvoiceRegenerated>> Handle(RegenerateInvoice command, Work work, CancellationToken cancel)
    {
        var was = await Invoice.One(work, command.Invoice, cancel);
        if ((await CreditNotes.CreditNotes.ReckonAll(work, command.Invoice, cancel)).Failed(out var left, out var refusal)) return refusal;
        var written = await notes.Write(work, command.Invoice, left.Gross, work.Reason ?? "", cancel);
        if (written.Failed(out var note, out refusal)) return refusal;
        var id = await Draft(work, was, note, await TaxOf(work, was, cancel), cancel);
        await opening.These(work, [id], cancel);
        return new InvoiceRegenerated(
            await Invoice.One(work, command.Invoice, cancel), note, await Invoice.One(work, InvoiceId.Of(id), cancel));
    }

    // What the note took off each line is what the new one has, taxed as its buyer is now.
    static Task<Guid> Draft(Work work, Invoice was, CreditNote note, TaxOf tax, CancellationToken cancel) => work.Get<Guid>(
        """
        with drafted as (
            insert into invoices (id, organization_id, subscription_id, state, reason, collected_by, period_start, period_end, currency,
                   net_minor, tax_minor, total_minor, drafted_at, opens_at, replaces)
            select id_at(@Now), i.organization_id, i.subscription_id, 'draft', 'again', 'hand', i.period_start, i.period_end, i.currency,
                   n.net_minor, share_of(n.net_minor, @Millionths), n.net_minor + share_of(n.net_minor, @Millionths), @Now, @Now, i.id
            from   credit_notes n
            join   invoices i on i.id = n.invoice_id
            where  n.id = @Note
            returning id, net_minor, tax_minor),
        lined as (
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, price_id, tax, place,
                   treatment, millionths)
            select d.id, l.position, l.text, l.quantity, n.net_minor, l.period_start, l.period_end, l.price_id, @Name, @Place, @Treatment,
                   @Millionths
            from   drafted d
            cross  join credit_note_lines n
            join   invoice_lines l on l.invoice_id = @Was and l.position = n.position
            where  n.note_id = @Note),
        taxed as (
            insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
            select id, @Name, @Millionths, net_minor, tax_minor
            from   drafted)
        select id
        from   drafted
        """, new { Was = was.Id, Note = note.Id, tax.Name, tax.Place, tax.Treatment, tax.Millionths, work.Now }, cancel);

    /// <summary>The one that took its place, or that of its period: there is one of each.</summary>
    static async Task<Invoice?> Anew(Work work, Invoice invoice, CancellationToken cancel) => await work.Find<InvoiceId?>(
        """
        select   a.id
        from     invoices i
        join     invoices a on a.replaces = i.id
              or (a.subscription_id = i.subscription_id and a.period_start = i.period_start and a.reason = 'again')
        where    i.id = @Id
        order by a.id desc
        limit    1
        """, new { invoice.Id }, cancel) is { } id ? await Invoice.One(work, id, cancel) : null;

    Task<TaxOf> TaxOf(Work work, Invoice invoice, CancellationToken cancel) =>
        seller.TaxFor(work, OrganizationId.Of(invoice.OrganizationId), invoice.PeriodStart, cancel);

    // As invoices are opened: country and id count as well as the name.
    Task<Buyer> BuyerOf(Work work, Invoice invoice, CancellationToken cancel) => work.Get<Buyer>(
        """
        select concat_ws(', ', i.buyer ->> 'name', i.buyer ->> 'address', i.buyer ->> 'country', i.buyer ->> 'vatId') as was,
               concat_ws(', ', coalesce(b.name, o.name), b.address, coalesce(b.country, @Country), b.vat_id) as is
        from   invoices i
        join   organizations o on o.id = i.organization_id
        left   join billing_profiles b on b.organization_id = o.id
        where  i.id = @Id
        """, new { invoice.Id, seller.Options.Country }, cancel);
}
