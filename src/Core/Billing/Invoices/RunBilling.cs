using OpsBot.Core.Jobs;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Invoices;

public sealed record RunBilling : ICommand<RunBilling, BillingRan>
{
    public static Spec Spec { get; } = new("billing run", "Draft and open all invoices that are due, now")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Invoicing", Examples = ["/billing run"],
    };

    internal static Target Whole { get; } = new("invoices", Guid.Empty, "the invoices");
}

public sealed record BillingRan(RunTally Tally, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is not null ? "The invoice run stopped half way"
        : Tally.IsNothing ? "No invoice was due" : $"{Several.Of(Tally.Drafted, "invoice", "invoices")} drafted, {Paging.Written(Tally.Opened)} opened")
    {
        Tone = Error is null ? Tone.Good : Tone.Bad, Audience = Audience.Room,
        Parts =
        [
            .. Error.IfAny(error => new Notice(Tone.Bad, $"{error} What was done stands; run it again to go on.")),
            .. Tally.NotOpened.IfAny(why => new Notice(Tone.Warning, why)),
            .. new Paragraph($"{Several.Of(Tally.Overdue, "invoice is", "invoices are")} overdue now.").If(Tally.Overdue > 0),
        ],
        Buttons =
        [
            .. new Button("Run it again", "/billing run").If(Error is not null), new Button("Drafts", "/invoice list state:draft"),
            new Button("Numbers", "/billing numbers"),
        ],
    };
}

sealed class RunBillingHandler(InvoiceRun run, Seller seller)
    : IHandle<RunBilling, BillingRan>, ILongWork<RunBilling, RunTally, BillingRan>
{
    sealed record Due(long Drafts, long Opens);

    public async Task<Result<Plan>> Plan(RunBilling command, Work work, CancellationToken cancel)
    {
        var due = await work.Get<Due>(
            """
            select (select count(*)
                    from   subscriptions
                    where  collected_by = 'hand' and state in ('active', 'past_due', 'cancelling') and next_start <= @Today) as drafts,
                   (select count(*) from invoices where state = 'draft' and held_why is null and opens_at <= @Now) as opens
            """, new { seller.Today, work.Now }, cancel);
        return new Plan(RunBilling.Whole, "Draft and open the invoices that are due")
        {
            Changes = [new("Drafted", "0", Paging.Written(due.Drafts)), new("Opened", "0", Paging.Written(due.Opens))],
            Targets = (int)Math.Max(1, due.Drafts + due.Opens),
            Affects = new(Impact.Told, "Whoever is invoiced. Drafts can be looked at and held before they are opened."),
            Undo = Undo.Never("What is opened keeps its number."),
        };
    }

    public Task<Result<BillingRan>> Handle(RunBilling command, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<BillingRan>>(new BillingRan(new(0, 0, 0)));

    public string? SerialKey(RunBilling command, Target target) => RunBilling.Spec.Command;

    public IReadOnlyList<Step<RunBilling, RunTally>> Steps =>
    [
        new("Draft, open, look what is overdue", async (_, job, cancel) =>
        {
            var tally = await run.Round(job.Trail, cancel);
            job.Memo = tally with
            {
                Drafted = tally.Drafted + job.Memo.Drafted, Opened = tally.Opened + job.Memo.Opened,
                Overdue = tally.Overdue + job.Memo.Overdue,
            };
            return StepResult.Next;
        }),
    ];

    public Task<Result<BillingRan>> Finish(RunBilling command, JobRun<RunTally> job, Work work, CancellationToken cancel) =>
        Task.FromResult<Result<BillingRan>>(new BillingRan(job.Memo));

    public Task<BillingRan> GiveUp(RunBilling command, JobRun<RunTally> job, string error, Work work, CancellationToken cancel) =>
        Task.FromResult(new BillingRan(job.Memo, error));
}
