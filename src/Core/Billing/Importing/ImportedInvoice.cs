using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Importing;

/// <summary>An invoice that the provider has issued and that is open: it keeps its number, and what is left of it is owed.</summary>
static class ImportedInvoice
{
    /// <summary>The series of what was issued elsewhere: its numbers are none of ours.</summary>
    public const string Series = "TAKEN";

    // As long as any of ours.
    const int LongestNumber = 16;

    const string TaxName = "Tax as issued by the provider";

    /// <summary>None where it is here already, or is OpsBot's own.</summary>
    public static async Task<Took?> Take(
        OrganizationId whose, GatewayInvoice invoice, Seller seller, int dueDays, Work work, CancellationToken cancel)
    {
        if (invoice.Mark is not null || await work.Get<bool>(
            "select exists (select from invoices where provider_id = @Id)", new { invoice.Id }, cancel)) return null;
        if (invoice.Number is not { Length: > 0 and <= LongestNumber } number)
            return new(false, $"{invoice.Id} has the number “{invoice.Number}”, which is none, or longer than {LongestNumber}. "
                + "Collect it there, or void it there and write it anew here.");
        var id = InvoiceId.Of(Guid.CreateVersion7(work.Now));
        var issued = seller.DayOf(invoice.CreatedAt);
        var tax = invoice.Tax ?? invoice.Total with { Minor = 0 };
        var net = invoice.Total - tax;
        if (await Write(work, id, whose, invoice, number, net, tax, issued, dueDays, seller, cancel) == 0)
            return new(false, $"{invoice.Id} has the number {number}, which another invoice has here.");
        await Lines(work, id, number, net, tax, issued, seller.Options.Country, cancel);
        var paid = invoice.Total - invoice.Left;
        await Book(work, id, whose, net, tax, paid, cancel);
        if (paid.Minor > 0) await Settle(work, id, whose, number, paid, cancel);
        return new(true, $"{number} of {issued.InWords()} is owed, {invoice.Left} of {invoice.Total}.");
    }

    static Task<int> Write(Work work, InvoiceId id, OrganizationId whose, GatewayInvoice invoice, string number, Money net, Money tax,
        DateOnly issued, int dueDays, Seller seller, CancellationToken cancel) => work.Execute(
        """
        insert into invoices (id, organization_id, state, reason, collected_by, provider_id, period_start, period_end, currency, net_minor,
               tax_minor, total_minor, paid_minor, series, series_month, series_no, number, issued_on, due_on, seller, buyer, drafted_at,
               opens_at, opened_at, earns_on)
        select @id, o.id, 'open', 'manual', 'stripe', @Provider, @issued, @issued + 1, @Currency, @Net, @Tax, @Net + @Tax, @Paid, @Series, 'before',
               nextval('taken_over_invoices'), @number, @issued, @issued + @dueDays, @Seller::jsonb,
               json_build_object('name', coalesce(b.name, o.name), 'address', b.address, 'country', coalesce(b.country, @Country),
                                 'vatId', b.vat_id), @Now, @Now, @Now, case when @Net <> 0 then @issued + 1 end
        from   organizations o
        left   join billing_profiles b on b.organization_id = o.id
        where  o.id = @whose and not exists (select from invoices i where i.number = @number)
        """,
        new
        {
            id, whose, Provider = invoice.Id, issued, Currency = net.Currency.Code, Net = net.Minor, Tax = tax.Minor,
            Paid = (invoice.Total - invoice.Left).Minor, Series, number, dueDays, work.Now, seller.Options.Country,
            Seller = Json.Text(new
            {
                seller.Options.Name, seller.Options.Address, seller.Options.Country, seller.Options.TaxId,
            }),
        }, cancel);

    static async Task Lines(
        Work work, InvoiceId id, string number, Money net, Money tax, DateOnly issued, string country, CancellationToken cancel)
    {
        var millionths = net.Minor <= 0 ? 0 : (int)((Int128)tax.Minor * Rate.Whole / net.Minor);
        var row = new
        {
            id, Text = $"As issued with {number}", Net = net.Minor, TaxMinor = tax.Minor, issued, Tax = tax.Minor == 0 ? "" : TaxName, country,
            Millionths = Math.Clamp(millionths, 0, Rate.Whole),
        };
        await work.Execute(
            """
            insert into invoice_lines (invoice_id, position, text, quantity, net_minor, period_start, period_end, tax, place, treatment, millionths)
            values (@id, 1, @Text, 1, @Net, @issued, @issued + 1, @Tax, @country, 'domestic', @Millionths)
            """, row, cancel);
        await work.Execute(
            """
            insert into invoice_taxes (invoice_id, tax, millionths, net_minor, tax_minor)
            values (@id, @Tax, @Millionths, @Net, @TaxMinor)
            """, row, cancel);
    }

    static Task Settle(Work work, InvoiceId id, OrganizationId whose, string number, Money paid, CancellationToken cancel) => work.Execute(
        """
        with paid as (
            insert into payments (id, organization_id, state, method, reference, currency, amount_minor, paid_at, created_at)
            values (@Payment, @whose, 'succeeded', 'other', @Reference, @Currency, @Minor, @Now, @Now)
            returning id)
        insert into allocations (payment_id, invoice_id, amount_minor)
        select p.id, @id, @Minor
        from   paid p
        """,
        new
        {
            Payment = Guid.CreateVersion7(work.Now), id, whose, Reference = $"Paid of {number} before it was taken over",
            Currency = paid.Currency.Code, paid.Minor, work.Now,
        }, cancel);

    // As one of ours is booked as it opens; and what was paid of it before is with the provider.
    static async Task Book(
        Work work, InvoiceId id, OrganizationId whose, Money net, Money tax, Money paid, CancellationToken cancel)
    {
        var owes = Account.Receivable(whose);
        Transfer[] all =
        [
            new($"invoice:{id.Value}:net", owes, Account.Deferred(whose), net, TransferCode.Invoice),
            new($"invoice:{id.Value}:{TaxName}", owes, Account.Tax(TaxName), tax, TransferCode.Tax),
            new($"invoice:{id.Value}:paid-before", Account.Stripe, owes, paid, TransferCode.Payment),
        ];
        foreach (var one in all.Where(one => one.Amount.Minor > 0))
            if (await work.Transfer(one, cancel) is { } refusal) throw new InvalidOperationException(refusal.Sentence);
    }
}
