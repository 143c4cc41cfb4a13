using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record WriteOffInvoice([Arg("which invoice")] InvoiceId Invoice) : ICommand<WriteOffInvoice, InvoiceWrittenOff>
{
    public static Spec Spec { get; } = new("invoice write-off", "Expect an invoice to be paid no more: what is open is a loss")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Examples = ["/invoice write-off INV-202611-0001"],
    };
}

public sealed record InvoiceWrittenOff(Invoice Invoice) : IAnswer
{
    public Reply Say() => new($"{Invoice.Called} is written off")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"{Invoice.Left} is a loss. Should {Invoice.Organization} pay after all, book it as ever.")],
        Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
    };
}

sealed class WriteOffInvoiceHandler : IHandle<WriteOffInvoice, InvoiceWrittenOff>
{
    public async Task<Result<Plan>> Plan(WriteOffInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (!InvoiceLife.WriteOff.MayBegin(invoice.State))
            return invoice.NotNow(invoice.State == InvoiceState.Draft ? "has no number yet. Hold it instead."
                : $"is {invoice.State.Words()}; only what is open can be written off.");
        if (invoice.CollectedThere is { } there) return there;
        return invoice.Plan($"Write {invoice.Called} off") with
        {
            Amount = invoice.Left, Gives = invoice.Left,
            Changes =
            [
                new("State", invoice.State.Words(), InvoiceState.Uncollectible.Words()),
                new("Open on it", invoice.Left.ToString(), "a loss of ours"),
            ],
            Affects = new(Impact.None, $"{invoice.Organization} is not told, and can still pay."),
            Undo = Undo.ByHand("Money that comes in after all is booked with /invoice mark-paid."),
        };
    }

    public async Task<Result<InvoiceWrittenOff>> Handle(WriteOffInvoice command, Work work, CancellationToken cancel) =>
        await WriteOffs.Write(work, command.Invoice, work.Reason ?? "", cancel) is { } refusal ? refusal
            : new InvoiceWrittenOff(await Invoice.One(work, command.Invoice, cancel));
}
