using OpsBot.Core.Approvals.Limits;
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
        Needs = Role.Admin, Guard = Guard.Reason, Examples = ["/credit take acme 20.00"],
    };
}

public sealed record CreditTaken(string Organization, Money Amount, Money Now) : IAnswer
{
    public Reply Say() => new($"{Amount} of credit taken back from {Organization}")
    {
        Tone = Tone.Good, Audience = Audience.Room, Parts = [new Paragraph($"It has {Now} left.")],
        Buttons = [new Button("History", $"/credit history {Organization}")],
    };
}

sealed class TakeCreditHandler : IHandle<TakeCredit, CreditTaken>
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
        var move = new CreditMove($"credit-taken:{work.Trail}", command.Org, Account.Goodwill, command.Amount, TransferCode.Credit);
        if (await Credits.Take(work, move, cancel) is { } refusal) return refusal;
        var organization = await Organization.Get(work.Db, command.Org, cancel);
        return new CreditTaken(
            organization.Slug, command.Amount, await Credits.Free(work, command.Org, command.Amount.Currency, cancel));
    }
}
