using OpsBot.Core.Billing.Payments;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record MarkInvoicePaid(
    [Arg("which invoice")] InvoiceId Invoice,
    [Arg("how much came in")] Money Amount,
    [Arg("what the statement says of it", MaxLength = 100)] string Reference,
    [Arg("how it came in", Named = true)] PaymentMethod Method = PaymentMethod.Bank,
    [Arg("what is more pays the organization's other open invoices, the oldest first", Named = true)] bool Spread = false)
    : ICommand<MarkInvoicePaid, InvoiceMarkedPaid>
{
    public static Spec Spec { get; } = new("invoice mark-paid", "Book money that came in for an invoice; what is too much becomes credit")
    {
        Needs = Role.Admin, Guard = Guard.Reason,
        Examples =
        [
            "/invoice mark-paid INV-202611-0001 71.40 \"SEPA 2026-11-20 ACME 4711\"",
            "/invoice mark-paid INV-202611-0001 142.80 \"SEPA 2026-11-20 ACME 4712\" spread:yes",
        ],
    };
}

public sealed record InvoiceMarkedPaid(Money Amount, IReadOnlyList<Invoice> Invoices, Money Over) : IAnswer
{
    public Reply Say() => new($"{Amount} booked for {string.Join(" and ", Invoices.Select(one => one.Called))}")
    {
        Tone = Tone.Good, Audience = Audience.Room,
        Parts =
        [
            .. Invoices.Select(one => new Paragraph($"{(Invoices.Count == 1 ? "" : $"{one.Called}: ")}"
                + (one.State == InvoiceState.Paid ? "It is paid." : $"{one.Left} is still open."))),
            .. new Paragraph($"{Over} was too much and is credit of {Invoices[0].Organization} now.").If(Over.Minor > 0),
        ],
        Buttons = [new Button("Show", $"/invoice show {Invoices[0].Id}")],
    };
}

sealed class MarkInvoicePaidHandler(Till till) : IHandle<MarkInvoicePaid, InvoiceMarkedPaid>
{
    sealed record Part(Invoice Invoice, Money Paid)
    {
        public Money After => Invoice.Left - Paid;
    }

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
        if (invoice.CollectedThere is { } there) return there;
        if (command.Amount.Minor <= 0) return new Refusal("Nothing came in, so there is nothing to book.");
        if (command.Reference.Trim().Length == 0) return new Refusal("Say what the statement says of it, so that it is not booked twice.");
        if (await Booked(command, work, cancel) is { } number)
            return new Refusal($"“{Excerpt.Of(command.Reference)}” was booked before, for {number}.");
        var parts = await Parts(command, invoice, work, cancel);
        var over = parts.Aggregate(command.Amount, (left, part) => left - part.Paid);
        if (over.Minor > Credits.GiveCredit.Most)
            return new Refusal($"{over} is more than these invoices want, and more credit than anybody has. Look at the amount again.");
        return invoice.Plan($"Book {command.Amount} for {string.Join(" and ", parts.Select(part => part.Invoice.Called))}") with
        {
            Amount = command.Amount, Gives = over.Minor > 0 ? over : null,
            Changes =
            [
                .. parts.SelectMany(part => (Change[])
                [
                    new($"Open on {(parts.Count == 1 ? "it" : part.Invoice.Called)}", part.Invoice.Left.ToString(), part.After.ToString()),
                    .. new Change("State", part.Invoice.State.Words(), "paid").If(part.After.Minor == 0),
                ]),
                .. new Change($"Credit of {invoice.Organization}", "as it is", $"{over} more").If(over.Minor > 0),
            ],
            Affects = new(Impact.Gain, $"{invoice.Organization} owes {command.Amount - over} less."),
            Undo = Undo.Never("A payment that was booked stays so."),
        };
    }

    public async Task<Result<InvoiceMarkedPaid>> Handle(MarkInvoicePaid command, Work work, CancellationToken cancel)
    {
        await Lock(command, work, cancel);
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        // What came in by another way since it was looked at.
        if (invoice.Version != work.Plan!.TargetVersion) return invoice.Changed;
        var parts = await Parts(command, invoice, work, cancel);
        var money = new MoneyIn(OrganizationId.Of(invoice.OrganizationId), command.Amount, command.Method,
            [.. parts.Select(part => part.Invoice.Id)]) { Reference = command.Reference.Trim() };
        var over = await till.Take(money, work, cancel);
        var paid = new List<Invoice>();
        foreach (var part in parts) paid.Add(await Invoice.One(work, part.Invoice.Id, cancel));
        return new InvoiceMarkedPaid(command.Amount, paid, over!.Value);
    }

    static Task<int> Lock(MarkInvoicePaid command, Work work, CancellationToken cancel) => work.Execute(
        """
        select   i.id
        from     invoices i
        join     invoices f on f.organization_id = i.organization_id
        where    f.id = @Invoice and i.state in ('open', 'overdue', 'uncollectible')
        order by i.id
        for      no key update of i
        """, new { command.Invoice }, cancel);

    static async Task<IReadOnlyList<Part>> Parts(MarkInvoicePaid command, Invoice first, Work work, CancellationToken cancel)
    {
        var (left, parts) = (command.Amount, new List<Part>());
        foreach (var invoice in command.Spread ? [first, .. await Others(first, work, cancel)] : (IReadOnlyList<Invoice>)[first])
        {
            if (left.Minor == 0) break;
            var part = new Part(invoice, left < invoice.Left ? left : invoice.Left);
            parts.Add(part);
            left -= part.Paid;
        }
        return parts;
    }

    static async Task<IReadOnlyList<Invoice>> Others(Invoice first, Work work, CancellationToken cancel)
    {
        var ids = await work.List<Guid>(
            """
            select   id
            from     invoices
            where    organization_id = @OrganizationId and currency = @Currency and id <> @Id
            and      state in ('open', 'overdue', 'uncollectible') and paid_minor < total_minor
            order by due_on, id
            """, new { first.OrganizationId, first.Currency, first.Id }, cancel);
        var others = new List<Invoice>();
        foreach (var id in ids) others.Add(await Invoice.One(work, InvoiceId.Of(id), cancel));
        return others;
    }

    static Task<string?> Booked(MarkInvoicePaid command, Work work, CancellationToken cancel) => work.Find<string>(
        """
        select   i.number
        from     payments p
        join     allocations a on a.payment_id = p.id
        join     invoices i on i.id = a.invoice_id
        where    lower(p.reference) = lower(@Reference) and p.state <> 'failed'
        limit    1
        """, new { Reference = command.Reference.Trim() }, cancel);
}
