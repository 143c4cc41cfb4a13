using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Files;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Documents;

public sealed record InvoicePdf(
    [Arg("number, or whose")] InvoiceId Invoice,
    [Arg("a credit note of it, by its number: CN-202611-0001", Named = true, MaxLength = 16)] string? Note = null)
    : IQuestion<InvoicePdf, InvoicePdfShown>
{
    public static Spec Spec { get; } = new("invoice pdf", "The invoice as the file that the customer gets")
    {
        Examples = ["/invoice pdf INV-202611-0001", "/invoice pdf INV-202611-0001 note:CN-202611-0001"],
    };
}

public sealed record InvoicePdfShown(Invoice Invoice, string? Note, StoredFile File) : IAnswer
{
    public Reply Say() => new($"{Name} as PDF")
    {
        Parts =
        [
            new Paragraph(Note is null ? $"{Invoice.Total} of {Invoice.Organization}, for {Invoice.Period.InWords()}."
                : $"A credit note of {Invoice.Called}, of {Invoice.Organization}."),
            File.Attachment,
            new Small(Words.Of(new Plain("The same file for ever. SHA-256 "), new Code(File.Sha256))),
        ],
        Buttons =
        [
            new Button("Send it", $"/invoice send {Invoice.Id}{(Note is null ? "" : $" note:{Note}")}"),
            new Button("Show", $"/invoice show {Invoice.Id}"),
        ],
    };

    string Name => Note ?? Invoice.Called;
}

sealed class InvoicePdfHandler(Documents documents) : IAnswerQuestion<InvoicePdf, InvoicePdfShown>
{
    public async Task<Result<InvoicePdfShown>> Answer(InvoicePdf question, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, question.Invoice, cancel);
        if ((await Documents.Meant(work, invoice, question.Note, cancel)).Failed(out var document, out var refusal)) return refusal;
        return (await documents.Shown(work, document, cancel)).Failed(out var file, out refusal) ? refusal
            : new InvoicePdfShown(invoice, question.Note, file);
    }
}
