using OpsBot.Core.Billing.CreditNotes;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Files;
using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Documents;

/// <summary>
/// The files of invoices and credit notes. Each is made once, when somebody first wants it, and is the same bytes from then on, whatever
/// becomes of the invoice, the seller's settings or this program.
/// </summary>
public sealed class Documents(Seller seller, Transactions transactions)
{
    const string MediaType = "application/pdf";

    static readonly Actor me = Actor.OpsBot("documents");

    /// <summary>In the transaction of a command.</summary>
    public async Task<Result<StoredFile>> Of(Work work, IId document, CancellationToken cancel)
    {
        if (await work.DocumentOf(document, cancel) is { } kept) return kept;
        return (await Paper(work, document, cancel)).Failed(out var paper, out var refusal) ? refusal
            : await work.KeepDocument(document, $"{paper.Number}.pdf", MediaType, PaperPrinter.Print(paper), cancel);
    }

    /// <summary>For a question, whose own transaction does not wait for the disk: what is handed out is kept before.</summary>
    public async Task<Result<StoredFile>> Shown(Work work, IId document, CancellationToken cancel) =>
        await work.DocumentOf(document, cancel) is { } kept ? kept
        : await transactions.As(me, work.Trail, made => Of(made, document, cancel), cancel);

    /// <summary>What keeps it from being made; none where it is there, or can be.</summary>
    public async Task<Refusal?> NotPrintable(Work work, IId document, CancellationToken cancel) =>
        await work.DocumentOf(document, cancel) is null ? (await Paper(work, document, cancel)).Fault : null;

    Task<Result<Paper>> Paper(Work work, IId document, CancellationToken cancel) => document switch
    {
        InvoiceId invoice => InvoicePaper.Of(work, invoice, seller.Options, cancel),
        CreditNoteId note => CreditNotePaper.Of(work, note, seller.Options, cancel),
        _ => throw new ArgumentException($"There is no document of {document.Kind}.", nameof(document)),
    };

    /// <summary>Which of an invoice's documents is meant: itself, or a credit note of it by its number.</summary>
    internal static async Task<Result<IId>> Meant(Work work, Invoice invoice, string? note, CancellationToken cancel)
    {
        if (note is null) return Result<IId>.Of(invoice.Id);
        var notes = await CreditNote.Of(work, invoice.Id, cancel);
        return notes.FirstOrDefault(one => string.Equals(one.Number, note.Trim(), StringComparison.OrdinalIgnoreCase)) is { } found
            ? Result<IId>.Of(found.Id)
            : invoice.NotNow(notes.Count == 0 ? "has no credit note."
                : $"has no credit note “{Excerpt.Of(note)}”, but {Several.InOneSentence([.. notes.Select(one => one.Number)])}.");
    }
}
