using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record VoidInvoice([Arg("which invoice")] InvoiceId Invoice) : ICommand<VoidInvoice, InvoiceVoided>
{
    public static Spec Spec { get; } = new("invoice void", "Void an open invoice; it keeps its number, and nobody owes it")
    {
        Needs = Role.Admin, Guard = Guard.Approval, Examples = ["/invoice void INV-202611-0001"],
    };
}

public sealed record InvoiceVoided(Invoice Invoice) : IAnswer
{
    public Reply Say() => new($"{Invoice.Called} is void")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts = [new Paragraph($"{Invoice.Organization} no longer owes {Invoice.Total} for {Invoice.Period.InWords()}. The number stays taken.")],
        Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
    };
}

sealed class VoidInvoiceHandler : IHandle<VoidInvoice, InvoiceVoided>
{
    public async Task<Result<Plan>> Plan(VoidInvoice command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (!InvoiceLife.Void.MayBegin(invoice.State))
            return invoice.NotNow(invoice.State == InvoiceState.Draft ? "has no number yet. Hold it instead."
                : $"is {invoice.State.Words()}; only what is open can be voided.");
        if (invoice.PaidMinor > 0) return invoice.NotNow($"was paid in part, {invoice.Total - invoice.Left} of {invoice.Total}.");
        return invoice.Plan($"Void {invoice.Called}") with
        {
            Changes = [new("State", invoice.State.Words(), "void"), new("Owes for it", invoice.Total.ToString(), "nothing")],
            Affects = new(Impact.Gain, $"{invoice.Organization} owes {invoice.Total} less."), Undo = Undo.Never(),
        };
    }

    public async Task<Result<InvoiceVoided>> Handle(VoidInvoice command, Work work, CancellationToken cancel)
    {
        var voided = await work.Execute(
            """
            update invoices
            set    state = 'void', ended_at = @Now, ended_why = @Reason, version = version + 1
            where  id = @Invoice and state in ('open', 'overdue') and paid_minor = 0
            """, new { command.Invoice, work.Now, work.Reason }, cancel);
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (voided == 0) return invoice.Changed;
        // Each move of its opening, back.
        await work.Execute(
            """
            insert into ledger_transfers (key, debit, credit, amount, currency, code, phase, at)
            select 'void:' || t.key, t.credit, t.debit, t.amount, t.currency, 'void', 'direct', @Now
            from   ledger_transfers t
            where  t.key >= 'invoice:' || @Invoice::text || ':' and t.key < 'invoice:' || @Invoice::text || ';'
            """, new { command.Invoice, work.Now }, cancel);
        return new InvoiceVoided(invoice);
    }
}
