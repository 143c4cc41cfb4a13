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
        if (invoice.CollectedThere is { } there) return there;
        // What was paid or noted stays on its books, so only a note takes off what is left.
        if (invoice.PaidMinor > invoice.CreditMinor || invoice.NotedMinor > 0)
            return new Refusal($"{invoice.Called} was paid in part, {invoice.Total - invoice.Left} of {invoice.Total}. Write a credit note.")
            {
                WaysOn = [new("Credit note", $"/invoice credit-note {invoice.Id}"), new("Show", $"/invoice show {invoice.Id}")],
            };
        return invoice.Plan($"Void {invoice.Called}") with
        {
            Changes =
            [
                new("State", invoice.State.Words(), "void"), new("Owes for it", invoice.Left.ToString(), "nothing"),
                .. await Credits.Credits.MoreFor(work, invoice, invoice.ByCredit, cancel),
            ],
            Affects = new(Impact.Gain, $"{invoice.Organization} owes {invoice.Left} less."), Undo = Undo.Never(),
        };
    }

    public async Task<Result<InvoiceVoided>> Handle(VoidInvoice command, Work work, CancellationToken cancel)
    {
        var voided = await work.Execute(
            """
            update invoices
            set    state = 'void', ended_at = @Now, ended_why = @Reason, paid_minor = 0, credit_minor = 0, earns_on = null,
                   version = version + 1
            where  id = @Invoice and state in ('open', 'overdue') and paid_minor = credit_minor and noted_minor = 0
            """, new { command.Invoice, work.Now, work.Reason }, cancel);
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (voided == 0) return invoice.Changed;
        await Earnings.TakeBack(work, invoice, cancel);
        // Each move of its opening, back; credit that it was paid with is there again, and from then on for good.
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
