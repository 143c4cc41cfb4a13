using Npgsql;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Billing.Invoices;
using OpsBot.Core.Database;
using OpsBot.Core.Jobs;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Payments;

public sealed record RetryPayment([Arg("of which invoice")] InvoiceId Invoice) : ICommand<RetryPayment, PaymentRetried>
{
    public static Spec Spec { get; } = new("payment retry", "Charge the customer's card once more for an invoice that the provider collects")
    {
        Doing = "Charging for", Verb = "Charge again", Examples = ["/payment retry INV-202611-0001"],
    };
}

public sealed record PaymentRetried(Invoice Invoice, string? Error = null) : IAnswer
{
    public Reply Say() => Error is null
        ? new($"{Invoice.Called} is {Invoice.State.Words()}")
        {
            Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph($"{Invoice.Total - Invoice.Left} of {Invoice.Total} came in.")],
            Buttons = [new Button("Show", $"/invoice show {Invoice.Id}")],
        }
        : new($"{Invoice.Called} was not paid")
        {
            Tone = Tone.Bad, Audience = Audience.Room, Parts = [new Paragraph(Error)],
            Buttons = [new Button("Link to pay", $"/payment link {Invoice.Id}"), new Button("Show", $"/invoice show {Invoice.Id}")],
        };
}

/// <summary>What the provider has of the invoice once it was collected.</summary>
sealed record CollectMemo
{
    /// <summary>Which try at the provider: it rises only after a look has shown that the one before did nothing.</summary>
    public int Number { get; set; } = 1;

    public bool KeyIsSpent { get; set; }

    public IReadOnlyList<GatewayPayment> Payments { get; set; } = [];
}

sealed class RetryPaymentHandler(IGateway gateway, ProviderPayments payments, NpgsqlDataSource source)
    : IHandle<RetryPayment, PaymentRetried>, ILongWork<RetryPayment, CollectMemo, PaymentRetried>
{
    public async Task<Result<Plan>> Plan(RetryPayment command, Work work, CancellationToken cancel)
    {
        var invoice = await Invoice.One(work, command.Invoice, cancel);
        if (!InvoiceLife.Pay.MayBegin(invoice.State)) return invoice.NotNow($"is {invoice.State.Words()}, so there is nothing to charge.");
        if (invoice.Left.Minor == 0) return invoice.NotNow("has nothing left to pay, so there is nothing to charge.");
        if (await Theirs(work.Db, command.Invoice, cancel) is null)
            return invoice.NotNow("is paid by hand: no card was left for it. Send a link to pay online instead.") with
            {
                WaysOn = [new("Link to pay", $"/payment link {invoice.Id}")],
            };
        return invoice.Plan($"Charge {invoice.Left} for {invoice.Called}") with
        {
            Amount = invoice.Left, Changes = [new("Open on it", invoice.Left.ToString(), "nothing, if the card pays")],
            Affects = new(Impact.Loss, $"{invoice.Organization} is charged {invoice.Left}."),
            Undo = Undo.ByHand("Refund what was charged."),
        };
    }

    public async Task<Result<PaymentRetried>> Handle(RetryPayment command, Work work, CancellationToken cancel) =>
        new PaymentRetried(await Invoice.One(work, command.Invoice, cancel));

    public string? SerialKey(RetryPayment command, Target target) => $"collect:{target.Id:n}";

    public IReadOnlyList<Step<RetryPayment, CollectMemo>> Steps =>
    [
        new("Charge the card", Collect) { LookUp = LookUp },
        new("See what came in", See) { OnlyLooks = true },
    ];

    async Task<StepResult> Collect(RetryPayment command, JobRun<CollectMemo> run, CancellationToken cancel)
    {
        if (!(await gateway.CollectInvoice(await Theirs(command, cancel), new(run.Trail, "collect", run.Memo.Number), cancel))
            .Failed(out _, out var fault)) return StepResult.Next;
        run.Memo.KeyIsSpent = fault.KeyIsSpent;
        return fault.MayHaveHappened ? new StepResult.Unknown(fault.Sentence)
            : fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);
    }

    async Task<StepResult?> LookUp(RetryPayment command, JobRun<CollectMemo> run, CancellationToken cancel)
    {
        if ((await gateway.Invoice(await Theirs(command, cancel), cancel)).Failed(out var theirs, out var fault))
            return new StepResult.Unknown(fault.Sentence);
        if (theirs.State is GatewayInvoiceState.Paid) return StepResult.Next;
        if (run.Memo.KeyIsSpent) (run.Memo.Number, run.Memo.KeyIsSpent) = (run.Memo.Number + 1, false);
        return null;
    }

    async Task<StepResult> See(RetryPayment command, JobRun<CollectMemo> run, CancellationToken cancel)
    {
        if ((await gateway.PaymentsOf(await Theirs(command, cancel), cancel)).Failed(out var parts, out var fault)) return Later(fault);
        var all = new List<GatewayPayment>();
        foreach (var id in parts.Select(part => part.Payment).OfType<string>().Distinct())
            if ((await gateway.Payment(id, cancel)).Failed(out var payment, out fault)) return Later(fault);
            else all.Add(payment);
        run.Memo.Payments = all;
        return StepResult.Next;
    }

    public async Task<Result<PaymentRetried>> Finish(
        RetryPayment command, JobRun<CollectMemo> run, Work work, CancellationToken cancel)
    {
        var whose = await work.Get<OrganizationId>("select organization_id from invoices where id = @Invoice", command, cancel);
        foreach (var payment in run.Memo.Payments.OrderBy(one => one.CreatedAt))
            await payments.Bring(payment, new(command.Invoice, whose), work, cancel);
        return new PaymentRetried(await Invoice.One(work, command.Invoice, cancel));
    }

    public async Task<PaymentRetried> GiveUp(
        RetryPayment command, JobRun<CollectMemo> run, string error, Work work, CancellationToken cancel) =>
        new(await Invoice.One(work, command.Invoice, cancel), error);

    static StepResult Later(GatewayFault fault) =>
        fault.MayPass ? new StepResult.TryAgain(fault.Sentence) : new StepResult.Failed(fault.Sentence);

    async Task<string> Theirs(RetryPayment command, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        return (await Theirs(db, command.Invoice, cancel))!;
    }

    static Task<string?> Theirs(NpgsqlConnection db, InvoiceId invoice, CancellationToken cancel) =>
        db.Find<string>("select provider_id from invoices where id = @invoice", new { invoice }, cancel);
}
