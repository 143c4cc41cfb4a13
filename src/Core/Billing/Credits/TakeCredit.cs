using OpsBot.Core.Jobs;
using OpsBot.Core.Ledger;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Billing.Credits;

public sealed record TakeCredit(
    [Arg("from which organization")] OrganizationId Org,
    [Arg("how much")] Money Amount) : ICommand<TakeCredit, CreditTaken>
{
    public static Spec Spec { get; } = new("credit take", "Take credit back that an organization has not used yet")
    {
        Needs = Role.Admin, Guard = Guard.Reason, Doing = "Taking credit back from", Examples = ["/credit take acme 20.00"],
    };
}

public sealed record CreditTaken(string Organization, Money Amount, Money Now, string? Error = null) : IAnswer
{
    public Reply Say() => new(Error is null ? $"{Amount} of credit taken back from {Organization}" : $"{Organization} keeps its credit")
    {
        Tone = Error is null ? Tone.Good : Tone.Warning, Audience = Audience.Room,
        Parts = [new Paragraph(Error is null ? $"It has {Now} left." : $"{Error} It has {Now}.")],
        Buttons = [new Button("History", $"/credit history {Organization}")],
    };
}

sealed class TakeCreditHandler(StopWindow window)
    : IHandle<TakeCredit, CreditTaken>, ILongWork<TakeCredit, NoMemo, CreditTaken>
{
    public async Task<Result<Plan>> Plan(TakeCredit command, Work work, CancellationToken cancel)
    {
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        if (command.Amount.Minor == 0) return new Refusal("There is nothing to take back in nothing. Say how much.");
        var free = await Credits.Free(work, command.Org, command.Amount.Currency, cancel);
        if (free < command.Amount)
            return new Refusal($"{organization.Slug} has {free} of credit, not {command.Amount}.")
            {
                WaysOn = [new("History", $"/credit history {organization.Slug}")],
            };
        return organization.Plan($"Take {command.Amount} of credit back from {organization.Slug}") with
        {
            Amount = command.Amount, Guard = ByAmount.Of(command.Amount + await Lately(command, work, cancel)),
            Changes = [new($"Credit of {organization.Slug}", free.ToString(), (free - command.Amount).ToString())],
            Affects = new(Impact.Loss, $"{organization.Slug} pays that much more of its next invoices."),
            Undo = Undo.By("Give it back with", $"/credit add {organization.Slug} {command.Amount}"),
        };
    }

    /// <summary>What people took from it within a day: in parts it is judged as all of them together.</summary>
    static async Task<Money> Lately(TakeCredit command, Work work, CancellationToken cancel) => new(await work.Get<long>(
        """
        select coalesce(sum(t.amount), 0)::bigint
        from   ledger_accounts a
        join   ledger_transfers t on t.debit = a.id
        where  a.organization_id = @Org and a.kind = 'credit' and a.currency = @Code and t.code = 'credit' and t.at > @Since
        """, new { command.Org, command.Amount.Currency.Code, Since = work.Now.AddDays(-1) }, cancel), command.Amount.Currency);

    public async Task<Result<CreditTaken>> Handle(TakeCredit command, Work work, CancellationToken cancel)
    {
        var move = Move(command, work.Trail);
        var no = IsLong(command, work) ? await Credits.Hold(work, move, gives: false, cancel) : await Credits.Take(work, move, cancel);
        return no is not null ? no : await Taken(command, work, cancel);
    }

    public bool IsLong(TakeCredit command, Work work) => window.Until(work) is not null;

    public DateTimeOffset? StartsAt(TakeCredit command, Work work) => window.Until(work);

    public WayOn? CallOff(TakeCredit command, Target target) => window.Way(target);

    // Nothing is done outside: it only waits.
    public IReadOnlyList<Step<TakeCredit, NoMemo>> Steps => [new("Take it", (_, _, _) => Task.FromResult(StepResult.Next))];

    public async Task<Result<CreditTaken>> Finish(TakeCredit command, JobRun<NoMemo> run, Work work, CancellationToken cancel)
    {
        await Credits.Taken(work, Move(command, run.Trail), cancel);
        return await Taken(command, work, cancel);
    }

    public async Task<CreditTaken> GiveUp(TakeCredit command, JobRun<NoMemo> run, string error, Work work, CancellationToken cancel)
    {
        await work.Void(Move(command, run.Trail).Key, cancel);
        return await Taken(command, work, cancel) with { Error = error };
    }

    static CreditMove Move(TakeCredit command, Guid trail) =>
        new($"credit-taken:{trail}", command.Org, Account.Goodwill, command.Amount, TransferCode.Credit);

    static async Task<CreditTaken> Taken(TakeCredit command, Work work, CancellationToken cancel) => new(
        (await Organization.Get(work.Db, command.Org, cancel)).Slug, command.Amount,
        await Credits.Free(work, command.Org, command.Amount.Currency, cancel));
}
