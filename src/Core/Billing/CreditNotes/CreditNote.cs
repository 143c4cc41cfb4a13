using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.CreditNotes;

public readonly record struct CreditNoteId(Guid Value) : IId<CreditNoteId>
{
    public static string Prefix => "crn";
    public static CreditNoteId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>What was taken off an invoice, under a number of its own: never a change of the invoice.</summary>
public sealed record CreditNote(
    CreditNoteId Id, InvoiceId InvoiceId, Guid OrganizationId, string Number, string Currency, long NetMinor, long TaxMinor,
    long TotalMinor, long LoweredMinor, DateOnly IssuedOn, string Why, DateTimeOffset WrittenAt)
{
    Currency In => Values.Currency.Of(Currency);

    public Money Net => new(NetMinor, In);

    public Money Tax => new(TaxMinor, In);

    public Money Total => new(TotalMinor, In);

    /// <summary>What of it was still open, and is no longer owed.</summary>
    public Money Lowered => new(LoweredMinor, In);

    /// <summary>What of it was paid, and is credit now.</summary>
    public Money Credited => Total - Lowered;

    /// <summary>"€20.00 less is owed", "€20.00 is credit now".</summary>
    public string InWords => (Lowered.Minor, Credited.Minor) switch
    {
        (_, 0) => $"{Lowered} less is owed",
        (0, _) => $"{Credited} is credit now",
        _ => $"{Lowered} less is owed, {Credited} is credit now",
    };

    internal static Task<CreditNote> One(Work work, CreditNoteId id, CancellationToken cancel) => work.Get<CreditNote>(
        """
        select id, invoice_id, organization_id, number, currency, net_minor, tax_minor, total_minor, lowered_minor, issued_on, why, written_at
        from   credit_notes
        where  id = @id
        """, new { id }, cancel);

    internal static Task<IReadOnlyList<CreditNote>> Of(Work work, InvoiceId invoice, CancellationToken cancel) => work.List<CreditNote>(
        """
        select   id, invoice_id, organization_id, number, currency, net_minor, tax_minor, total_minor, lowered_minor, issued_on, why, written_at
        from     credit_notes
        where    invoice_id = @invoice
        order by written_at, id
        """, new { invoice }, cancel);
}
