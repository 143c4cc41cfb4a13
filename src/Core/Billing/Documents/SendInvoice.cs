using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Documents;

public sealed record SendInvoice(
    [Arg("which invoice")] InvoiceId Invoice,
    [Arg("to which address, where that is another than its billing address", Named = true, MaxLength = 254)] string? To = null,
    [Arg("a credit note of it instead, by its number: CN-202611-0001", Named = true, MaxLength = 16)] string? Note = null)
    : ICommand<SendInvoice, InvoiceSent>
{
    public static Spec Spec { get; } = new("invoice send", "Mail an invoice to the customer, with its file")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples = ["/invoice send INV-202611-0001", "/invoice send INV-202611-0001 to:ann@acme.example reason:\"asked for it\""],
    };
}

public sealed record InvoiceSent(Invoice Invoice, string To, string? Note) : IAnswer
{
    public Reply Say() => new($"{Note ?? Invoice.Called} goes to {To}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"To {Invoice.Organization}, with its file. What became of the mail stands on the invoice.")],
        Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
    };
}

sealed class SendInvoiceHandler(Documents documents, InvoiceMail mails) : IHandle<SendInvoice, InvoiceSent>
{
    public async Task<Result<Plan>> Plan(SendInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if ((await Documents.Meant(work, invoice, command.Note, cancel)).Failed(out var document, out var refusal)) return refusal;
        if (await documents.NotPrintable(work, document, cancel) is { } not) return not;
        if ((await Reader(command, invoice, work, cancel)).Failed(out var reader, out refusal)) return refusal;
        var isKnown = await BillingContact.IsOf(work, OrganizationId.Of(invoice.OrganizationId), reader.Address, cancel);
        return invoice.Plan($"Mail {command.Note ?? invoice.Called} to {reader.Address}") with
        {
            // Nothing is paid by it.
            Amount = null,
            Changes = [new("Mails about it", $"{await Sent(invoice, work, cancel)}", $"one more, to {reader.Address}")],
            Affects = new(Impact.Told, isKnown ? $"{reader.Name ?? reader.Address} gets it."
                : $"{reader.Address} gets it, which is the address of nobody of {invoice.Organization}."),
            Undo = Undo.Never("A mail can't be called back."),
            // What a customer pays for is nobody else's to read.
            Guard = isKnown ? null : Guard.Approval,
        };
    }

    public async Task<Result<InvoiceSent>> Handle(SendInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if ((await Reader(command, invoice, work, cancel)).Failed(out var reader, out var refusal)) return refusal;
        if ((await Documents.Meant(work, invoice, command.Note, cancel)).Failed(out var document, out refusal)) return refusal;
        if ((await documents.Of(work, document, cancel)).Failed(out var file, out refusal)) return refusal;
        var mail = command.Note is null ? mails.Of(invoice, reader, await PayPage(invoice, work, cancel))
            : mails.OfNote(invoice, command.Note, reader);
        await work.Mail(mail with { Key = $"invoice:{invoice.Id.Value:n}:{work.Trail:n}", Files = [file.Id] }, cancel);
        return new InvoiceSent(invoice, reader.Address, command.Note);
    }

    /// <summary>The newest that was made for what is open of it: /payment link.</summary>
    static Task<string?> PayPage(Invoice invoice, Work work, CancellationToken cancel) => work.Find<string>(
        """
        select   url
        from     pay_pages
        where    invoice_id = @Id and paid_at is null and amount_minor = @Left
        order by made_at desc
        limit    1
        """, new { invoice.Id, Left = invoice.Left.Minor }, cancel);

    static async Task<Result<BillingContact>> Reader(SendInvoice command, Invoice invoice, Work work, CancellationToken cancel)
    {
        if (command.To is { } to)
            return MailAddress.TryRead(to, out var address) ? new BillingContact(address, null)
                : new Refusal($"“{Excerpt.Of(to)}” is no mail address. Write one, like ann@acme.example.");
        return await BillingContact.Of(work, OrganizationId.Of(invoice.OrganizationId), cancel) is { } contact ? contact
            : new Refusal($"{invoice.Organization} has nobody with a mail address. Say to whom: to:ann@acme.example.");
    }

    static async Task<string> Sent(Invoice invoice, Work work, CancellationToken cancel) =>
        await work.Get<long>("select count(*) from mails where about_id = @Id", new { invoice.Id }, cancel) is > 0 and var count
            ? $"{count}" : "none";
}
