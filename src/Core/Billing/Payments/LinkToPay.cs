using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

public sealed record LinkToPay([Arg("for which invoice")] InvoiceId Invoice) : ICommand<LinkToPay, PayLinked>
{
    public static Spec Spec { get; } = new("payment link", "A page at the payment provider on which the customer pays an invoice")
    {
        Doing = "Making a page to pay", Verb = "Make a link", Examples = ["/payment link INV-202611-0001"],
    };
}

public sealed record PayLinked(Invoice Invoice, string? Url, string? Error = null, bool IsOld = false) : IAnswer
{
    public bool ChangedNothing => IsOld;

    // Whoever has it sees what is to be paid, without a login.
    public Reply Say() => Url is null
        ? new($"No page to pay {Invoice.Called}") { Tone = Tone.Bad, Parts = [new Paragraph(Error ?? "It is being made.")] }
        : new($"{Invoice.Called} can be paid online")
        {
            Tone = Tone.Good,
            Parts =
            [
                new Paragraph($"Send it to the customer, to nobody else: it opens without a login. {Invoice.Left} are paid there, and booked "
                    + "here by themselves."),
                new Paragraph(new Code(Url)),
            ],
            Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
        };
}

/// <summary>What the provider made.</summary>
sealed record PayPageMemo
{
    public string? Id { get; set; }

    public string? Url { get; set; }

    public long Minor { get; set; }
}

sealed class LinkToPayHandler(IGateway gateway, NpgsqlDataSource source, IOptions<BillingOptions> options)
    : IHandle<LinkToPay, PayLinked>, ILongWork<LinkToPay, PayPageMemo, PayLinked>
{
    // The provider's pages end a day after they were made.
    static readonly TimeSpan stands = TimeSpan.FromHours(23);

    public async Task<Result<Plan>> Plan(LinkToPay command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (!gateway.IsSetUp)
            return new Refusal("No payment provider is set up. Set OPSBOT_Stripe__Key, or send the invoice, to be paid by bank.");
        if (!InvoiceLife.Pay.MayBegin(invoice.State) || invoice.Left.Minor == 0)
            return invoice.NotNow($"is {invoice.State.Words()}, so there is nothing to pay.");
        return invoice.Plan($"Make a page to pay {invoice.Left} for {invoice.Called}") with
        {
            Amount = null, Changes = [new("Can be paid online", "no", invoice.Left.ToString())],
            Affects = new(Impact.None, "Nobody, until somebody sends them the link."),
            Undo = Undo.ByHand("Don't send it; it ends within a day."),
        };
    }

    public async Task<Result<PayLinked>> Handle(LinkToPay command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        var known = await work.Find<string>(
            """
            select   url
            from     pay_pages
            where    invoice_id = @Invoice and amount_minor = @Minor and paid_at is null and made_at > @Since
            order by made_at desc
            limit    1
            """, new { command.Invoice, invoice.Left.Minor, Since = work.Now - stands }, cancel);
        return new PayLinked(invoice, known, IsOld: known is not null);
    }

    public string? SerialKey(LinkToPay command, Target target) => $"pay-page:{target.Id:n}";

    // A page that nobody heard of takes no money: nobody has its address. So it needs no look-up.
    public IReadOnlyList<Step<LinkToPay, PayPageMemo>> Steps => [new("Make the page", Make) { Tries = 5 }];

    sealed record Due(string Number, long Minor, string Currency, string? ProviderId);

    async Task<StepResult> Make(LinkToPay command, JobRun<PayPageMemo> run, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        var due = await db.Get<Due>(
            "select number, total_minor - paid_minor as minor, currency, provider_id from invoices where id = @Invoice", command, cancel);
        if (due.Minor == 0) return new StepResult.Failed($"{due.Number} was paid meanwhile.");
        run.Memo.Minor = due.Minor;
        return due.ProviderId is { } theirs ? await Theirs(theirs, run.Memo, cancel) : await Ours(due, run, cancel);
    }

    async Task<StepResult> Theirs(string invoice, PayPageMemo memo, CancellationToken cancel)
    {
        if ((await gateway.Invoice(invoice, cancel)).Failed(out var found, out var fault)) return Wrong(fault);
        if (found.PayPage is null) return new StepResult.Failed($"{gateway.Called} has no page for that invoice.");
        (memo.Id, memo.Url) = (found.Id, found.PayPage.ToString());
        return StepResult.Next;
    }

    async Task<StepResult> Ours(Due due, JobRun<PayPageMemo> run, CancellationToken cancel)
    {
        var wanted = new NewPayPage(null, new(due.Minor, Currency.Of(due.Currency)), due.Number, options.Value.AfterPaying);
        var posting = new Posting(run.Trail, "pay-page");
        if ((await gateway.MakePayPage(wanted, posting, cancel)).Failed(out var made, out var fault)) return Wrong(fault);
        if (made.Thing.Url is null) return new StepResult.Failed($"{gateway.Called} gave no address for the page.");
        (run.Memo.Id, run.Memo.Url) = (made.Thing.Id, made.Thing.Url.ToString());
        return StepResult.Next;
    }

    static StepResult Wrong(GatewayFault fault) =>
        fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);

    public async Task<Result<PayLinked>> Finish(LinkToPay command, JobRun<PayPageMemo> run, Work work, CancellationToken cancel)
    {
        await work.Execute(
            """
            insert into pay_pages (id, invoice_id, url, currency, amount_minor, trail, made_at)
            select @Id, i.id, @Url, i.currency, @Minor, @Trail, @Now
            from   invoices i
            where  i.id = @Invoice
            on     conflict (id) do update set url = excluded.url, amount_minor = excluded.amount_minor, made_at = excluded.made_at
            """, new { run.Memo.Id, run.Memo.Url, run.Memo.Minor, command.Invoice, run.Trail, work.Now }, cancel);
        return new PayLinked(await Invoice.One(work, command.Invoice, cancel), run.Memo.Url);
    }

    public async Task<PayLinked> GiveUp(
        LinkToPay command, JobRun<PayPageMemo> run, string error, Work work, CancellationToken cancel) =>
        new(await Invoice.One(work, command.Invoice, cancel), null, error);
}
