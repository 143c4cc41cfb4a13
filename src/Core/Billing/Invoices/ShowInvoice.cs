using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record ShowInvoice([Arg("number, or whose")] InvoiceId Invoice) : IQuestion<ShowInvoice, InvoiceShown>
{
    public static Spec Spec { get; } = new("invoice show", "One invoice: lines, tax, what was paid, who did what to it")
    {
        Examples = ["/invoice show INV-202611-0001"],
    };
}

/// <summary>What was done to it, by whom, and who agreed.</summary>
public sealed record InvoiceDeed(DateTimeOffset At, string Operation, string Outcome, string? Who, string? Approvers, string? Reason);

public sealed record InvoiceShown(
    Invoice Invoice, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTax> Taxes, IReadOnlyList<InvoiceDeed> Deeds,
    IReadOnlyList<SentMail> Mails) : IAnswer
{
    public Reply Say() => new(Invoice.Called)
    {
        Tone = Invoice.State == InvoiceState.Overdue ? Tone.Bad : Tone.Neutral,
        Parts =
        [
            new Fields(
            [
                new("State", $"{Invoice.State.Mark} {Invoice.State.Words()}{(Invoice.HeldWhy is { } held ? $", held: {held}" : "")}"),
                new("To", Invoice.Buyer ?? Invoice.Organization),
                new("Period", Invoice.Period.InWords()),
                .. Invoice.IssuedOn is { } issued
                    ? (Field[])[new("Issued", issued.InWords()), new("Due", Invoice.DueOn!.Value.InWords())]
                    : [new("Opens", Invoice.HeldWhy is null ? new At(Invoice.OpensAt) : (Words)"when it is held no longer")],
                new("Paid", $"{Invoice.Total - Invoice.Left} of {Invoice.Total}"),
                .. new Field("Why", Invoice.EndedWhy ?? "").If(Invoice.EndedWhy is not null),
                new("Id", new Code(Invoice.Id.ToString())),
            ]),
            new Table([new("For"), new("Period"), new("Tax"), new("Net", Right: true)], [.. Lines.Select(line => (IReadOnlyList<string>)
                [line.Text, line.Period.InWords(), line.Taxed.InWords, line.Net.ToString()])]),
            new Fields(
            [
                new("Net", Invoice.Net.ToString()),
                .. Taxes.Where(tax => tax.TaxMinor != 0).Select(tax => new Field(tax.Tax, $"{tax.Amount} of {tax.Net}")),
                new("Total", Invoice.Total.ToString()),
            ]),
            .. Mails.Select(mail => mail.Said),
            .. Deeds.Select(deed => new Small(Words.Of(new At(deed.At), new Plain($"  {deed.Operation} {deed.Outcome}"
                + $"{(deed.Who is { } who ? $" by {who}" : "")}{(deed.Approvers is { } approvers ? $", approved by {approvers}" : "")}"
                + $"{(deed.Reason is { } reason ? $": {reason}" : "")}")))),
        ],
        Buttons =
        [
            new Button("Why so much", $"/invoice why {Invoice.Id}"),
            .. Invoice.Number is null ? Array.Empty<Button>()
                : [new Button("PDF", $"/invoice pdf {Invoice.Id}"), new Button("Send it", $"/invoice send {Invoice.Id}")],
            .. Invoice.State switch
            {
                InvoiceState.Draft => (Button[])
                    [new("Open it now", $"/invoice open {Invoice.Id}"), new("Hold", $"/invoice hold {Invoice.Id}")],
                InvoiceState.Open or InvoiceState.Overdue => [new("Void", $"/invoice void {Invoice.Id}") { Look = Look.Danger }],
                InvoiceState.Paid or InvoiceState.Void or InvoiceState.Uncollectible => [],
            },
            new Button("All of it", $"/invoice list {Invoice.Organization}"),
        ],
    };
}

sealed class ShowInvoiceHandler : IAnswerQuestion<ShowInvoice, InvoiceShown>
{
    public async Task<Result<InvoiceShown>> Answer(ShowInvoice question, Work work, CancellationToken cancel) => new InvoiceShown(
        await Invoice.One(work, question.Invoice, cancel), await InvoiceLine.Of(work, question.Invoice, cancel),
        await InvoiceTax.Of(work, question.Invoice, cancel),
        await work.List<InvoiceDeed>(
            """
            select   a.at, a.operation, a.outcome, a.body::jsonb ->> 'operator' as who,
                     (select string_agg(v.value, ', ') from jsonb_array_elements_text(a.body::jsonb -> 'approvers') v) as approvers,
                     a.body::jsonb ->> 'reason' as reason
            from     audit a
            where    a.target_id = @Invoice
            order by a.seq desc
            limit    10
            """, new { question.Invoice }, cancel),
        await SentMail.About(work, question.Invoice, cancel));
}
