using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record HoldInvoice([Arg("which draft")] InvoiceId Invoice) : ICommand<HoldInvoice, InvoiceHeld>
{
    public static Spec Spec { get; } = new("invoice hold", "Keep a draft from being opened by itself")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/invoice hold acme reason:\"the price is being looked at\""],
    };
}

public sealed record InvoiceHeld(Invoice Invoice) : IAnswer
{
    public Reply Say() => new($"The {Invoice.Called} is held")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"{Invoice.Total} for {Invoice.Period.InWords()}. It is opened when somebody does.")],
        Buttons = [new Button("Open it", $"/invoice open {Invoice.Id}"), new Button("Show", $"/invoice show {Invoice.Id}")],
    };
}

sealed class HoldInvoiceHandler : IHandle<HoldInvoice, InvoiceHeld>
{
    public async Task<Result<Plan>> Plan(HoldInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (invoice.State != InvoiceState.Draft) return invoice.NotNow($"is {invoice.State.Words()}; only a draft can be held.");
        if (invoice.HeldWhy is { } why) return invoice.NotNow($"is held already: {why}");
        return invoice.Plan($"Hold the {invoice.Called}") with
        {
            Changes = [new("Opens", new At(invoice.OpensAt).Text, "when somebody opens it")],
            Affects = new(Impact.Wait, $"{invoice.Organization} is asked for nothing until then."),
            Undo = Undo.By("Open it with", $"/invoice open {invoice.Id}"),
        };
    }

    public async Task<Result<InvoiceHeld>> Handle(HoldInvoice command, Work work, CancellationToken cancel)
    {
        var held = await work.Execute(
            """
            update invoices
            set    held_why = @Reason, version = version + 1
            where  id = @Invoice and state = 'draft' and held_why is null
            """, new { command.Invoice, work.Reason }, cancel);
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        return held == 1 ? new InvoiceHeld(invoice) : invoice.Changed;
    }
}
