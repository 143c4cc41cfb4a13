using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

/// <summary>How it came in.</summary>
public enum PaymentMethod { [AlsoCalled("transfer")] Bank, Cash, Other }

public sealed record MarkInvoicePaid(
    [Arg("which invoice")] InvoiceId Invoice,
    [Arg("how much came in")] Money Amount,
    [Arg("what the statement says of it", MaxLength = 100)] string Reference,
    [Arg("how it came in", Named = true)] PaymentMethod Method = PaymentMethod.Bank) : ICommand<MarkInvoicePaid, InvoiceMarkedPaid>
{
    public static Spec Spec { get; } = new("invoice mark-paid", "Book money that came in for an invoice; what is too much becomes credit")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples = ["/invoice mark-paid INV-202611-0001 71.40 \"SEPA 2026-11-20 ACME 4711\""],
    };
}

public sealed record InvoiceMarkedPaid(Invoice Invoice, Money Amount, Money Over) : IAnswer
{
    public Reply Say() => new($"{Amount} booked for {Invoice.Called}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            new Paragraph(Invoice.State == InvoiceState.Paid ? "It is paid." : $"{Invoice.Left} is still open."),
            .. new Paragraph($"{Over} was too much and is credit of {Invoice.Organization} now.").If(Over.Minor > 0),
        ],
        Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
    };
}

sealed class MarkInvoicePaidHandler(TimeProvider time) : IHandle<MarkInvoicePaid, InvoiceMarkedPaid>
{
    // The same line of a statement must not be booked by two at once.
    public Task<IReadOnlyList<Target>> Locks(MarkInvoicePaid command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([new("payments", Guid.Empty, "payments by hand")]);

    public async Task<Result<Plan>> Plan(MarkInvoicePaid command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (!InvoiceLife.Pay.MayBegin(invoice.State))
            return invoice.NotNow(invoice.State == InvoiceState.Draft ? "is not open yet. Open it first."
                : $"is {invoice.State.Words()} already.");
        if (command.Amount.Currency != invoice.Total.Currency)
            return invoice.NotNow($"is in {invoice.Currency}, and {command.Amount} is not.");
        if (command.Amount.Minor == 0) return new Refusal("Nothing came in, so there is nothing to book.");
        if (command.Reference.Trim().Length == 0) return new Refusal("Say what the statement says of it, so that it is not booked twice.");
        if (await Booked(command, work, cancel) is { } number)
            return new Refusal($"“{Excerpt.Of(command.Reference)}” was booked before, for {number}.");
        var (paid, over) = Parts(invoice, command.Amount);
        return invoice.Plan($"Book {command.Amount} for {invoice.Called}") with
        {
            Amount = command.Amount,
            Changes =
            [
                new("Open on it", invoice.Left.ToString(), (invoice.Left - paid).ToString()),
                .. new Change("State", invoice.State.Words(), "paid").If(paid == invoice.Left),
                .. new Change($"Credit of {invoice.Organization}", "as it is", $"{over} more").If(over.Minor > 0),
            ],
            Affects = new(Impact.Gain, $"{invoice.Organization} owes {paid} less."),
            Undo = Undo.Never("A payment that was booked stays so."),
        };
    }

    public async Task<Result<InvoiceMarkedPaid>> Handle(MarkInvoicePaid command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        var (paid, over) = Parts(invoice, command.Amount);
        var moved = await work.Execute(
            """
            update invoices
            set    paid_minor = paid_minor + @Minor, state = case when paid_minor + @Minor = total_minor then 'paid' else state end,
                   ended_at = case when paid_minor + @Minor = total_minor then @Now::timestamptz else ended_at end, version = version + 1
            where  id = @Invoice and version = @Version and state in ('open', 'overdue', 'uncollectible')
            """, new { command.Invoice, invoice.Version, paid.Minor, work.Now }, cancel);
        if (moved == 0) return invoice.Changed;
        await Book(command, invoice, paid, over, work, cancel);
        await work.Execute(
            """
            update subscriptions s
            set    state = 'active', version = s.version + 1, changed_at = @Now
            from   invoices i
            where  i.id = @Invoice and i.state = 'paid' and s.id = i.subscription_id and s.state = 'past_due'
            and    not exists (select from invoices o where o.subscription_id = s.id and o.state in ('overdue', 'uncollectible'))
            """, new { command.Invoice, work.Now }, cancel);
        return new InvoiceMarkedPaid(await Invoice.One(work, command.Invoice, cancel), command.Amount, over);
    }

    async Task Book(MarkInvoicePaid command, Invoice invoice, Money paid, Money over, Work work, CancellationToken cancel)
    {
        var (payment, organization) = (Guid.CreateVersion7(time.GetUtcNow()), OrganizationId.Of(invoice.OrganizationId));
        await work.Execute(
            """
            insert into payments (id, organization_id, state, method, reference, currency, amount_minor, paid_at, created_at)
            values (@payment, @organization, 'succeeded', @Method, @Reference, @Currency, @Minor, @Now, @Now)
            """,
            new
            {
                payment, organization, command.Method, Reference = command.Reference.Trim(), invoice.Currency, command.Amount.Minor,
                work.Now,
            }, cancel);
        await work.Execute("insert into allocations (payment_id, invoice_id, amount_minor) values (@payment, @Invoice, @Minor)",
            new { payment, command.Invoice, paid.Minor }, cancel);
        await WriteOffs.Recover(work, invoice, $"{payment}", paid, cancel);
        await work.Transfer(new($"payment:{payment}:invoice:{command.Invoice.Value}", Account.Bank, Account.Receivable(organization), paid,
            TransferCode.Payment), cancel);
        if (over.Minor > 0)
            await work.Transfer(
                new($"payment:{payment}:over", Account.Bank, Account.CreditOf(organization), over, TransferCode.Overpaid), cancel);
    }

    static (Money Paid, Money Over) Parts(Invoice invoice, Money amount) =>
        amount > invoice.Left ? (invoice.Left, amount - invoice.Left) : (amount, new(0, amount.Currency));

    static Task<string?> Booked(MarkInvoicePaid command, Work work, CancellationToken cancel) => work.Find<string>(
        """
        select   i.number
        from     payments p
        join     allocations a on a.payment_id = p.id
        join     invoices i on i.id = a.invoice_id
        where    p.method = @Method and lower(p.reference) = lower(@Reference) and p.state <> 'failed'
        limit    1
        """, new { command.Method, Reference = command.Reference.Trim() }, cancel);
}
