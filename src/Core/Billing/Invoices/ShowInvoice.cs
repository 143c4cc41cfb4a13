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

public sealed record InvoiceShown(
    Invoice Invoice, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTax> Taxes, IReadOnlyList<Deed> Deeds,
    IReadOnlyList<InvoiceSettled> Settled, InvoicePlace Place, IReadOnlyList<SentMail> Mails) : IAnswer
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
                .. new Field("Open", Invoice.Left.ToString()).If(Invoice.State is InvoiceState.Open or InvoiceState.Overdue),
                .. Place.Before.IfAny(number => new Field("In the place of", number)),
                .. Place.After.IfAny(number => new Field("Made anew as", number)),
                .. new Field("Why", Invoice.EndedWhy ?? "").If(Invoice.EndedWhy is not null),
                new("Id", new Code(Invoice.Id.ToString())),
            ]),
            .. InvoiceParts.Of(Invoice, Lines, Taxes),
            .. Settled.Select(one => one.InWords),
            .. Mails.Select(mail => mail.Said),
            .. Deeds.Select(deed => deed.InWords),
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
                InvoiceState.Open or InvoiceState.Overdue =>
                [
                    new("Credit note", $"/invoice credit-note {Invoice.Id}"),
                    new("Write off", $"/invoice write-off {Invoice.Id}") { Look = Look.Danger },
                    new("Void", $"/invoice void {Invoice.Id}") { Look = Look.Danger },
                ],
                InvoiceState.Paid when Invoice.Noted < Invoice.Total => [new("Credit note", $"/invoice credit-note {Invoice.Id}")],
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
        await InvoiceDeeds.Of(work, question.Invoice, cancel), await InvoiceSettled.Of(work, question.Invoice, cancel),
        await InvoicePlace.Of(work, question.Invoice, cancel),
        await SentMail.About(work, question.Invoice, cancel));
}
