using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record OpenInvoice([Arg("which draft")] InvoiceId Invoice) : ICommand<OpenInvoice, InvoiceOpened>
{
    public static Spec Spec { get; } = new("invoice open", "Open a draft now: it gets its number, and is due")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/invoice open acme reason:\"asked for it early\""],
    };
}

public sealed record InvoiceOpened(Invoice Invoice) : IAnswer
{
    public Reply Say() => new($"{Invoice.Called} is {Invoice.State.Words()}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"{Invoice.Organization} owes {Invoice.Left} by {Invoice.DueOn!.Value.InWords()}.")],
        Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
    };
}

sealed class OpenInvoiceHandler(Seller seller, OpenInvoices opening) : IHandle<OpenInvoice, InvoiceOpened>
{
    public async Task<Result<Plan>> Plan(OpenInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (invoice.State != InvoiceState.Draft) return invoice.NotNow($"is {invoice.State.Words()} already.");
        if (seller.Options.NotSet is { } unset) return unset;
        return invoice.Plan($"Open the {invoice.Called}") with
        {
            Changes = [new("State", "draft", "open"), new("Owes", "nothing for this", invoice.Total.ToString())],
            Affects = new(Impact.Loss, $"{invoice.Organization} owes {invoice.Total}."),
            Undo = Undo.Never("It keeps its number. What is wrong with it is put right by voiding it."),
        };
    }

    public async Task<Result<InvoiceOpened>> Handle(OpenInvoice command, Work work, CancellationToken cancel)
    {
        var draft = await work.List<Guid>("select id from invoices where id = @Invoice and state = 'draft' for update",
            new { command.Invoice }, cancel);
        if (draft.Count == 1) await opening.These(work, [.. draft], cancel);
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        return draft.Count == 1 ? new InvoiceOpened(invoice) : invoice.Changed;
    }
}
