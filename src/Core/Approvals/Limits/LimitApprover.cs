using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals.Limits;

/// <summary>Of what a limit is one.</summary>
public enum LimitPer { Approval, Day }

public sealed record LimitApprover(
    [Arg("whose limit")] OperatorId Who,
    [Arg("how much at most; left out, the limit is taken away")] Money? Amount = null,
    [Arg("of one approval, or of all within 24 hours", Named = true)] LimitPer Per = LimitPer.Approval)
    : ICommand<LimitApprover, ApproverLimited>
{
    public static Spec Spec { get; } = new("admin limit", "Say how much money somebody may approve")
    {
        Needs = Role.Admin, Guard = Roles.Giving(Role.Admin), Verb = "Set limit",
        Examples = ["/admin limit bea 200", "/admin limit bea 1000 per:day"],
    };
}

public sealed record ApproverLimited(string Name, string Before, string After) : IAnswer
{
    public Reply Say() => new($"{Name} approves {After}")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph($"Before: {Before}. It counts from the next click, also for what waits already.")],
        Buttons = [new Button("Limits", "/admin limits")],
    };
}

sealed class LimitApproverHandler : IHandle<LimitApprover, ApproverLimited>
{
    sealed record Row(string Currency, long AmountMinor)
    {
        public Money Amount => new(AmountMinor, Values.Currency.Of(Currency));
    }

    sealed record Standing(string Name, Role Role, bool Active, long Version, bool Limited, bool First, bool OthersUnlimited);

    // Two who limit the last two without a limit come one after the other.
    public Task<IReadOnlyList<Target>> Locks(LimitApprover command, Work work, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Target>>([new("approval_limits", Guid.Empty, "limits")]);

    public async Task<Result<Plan>> Plan(LimitApprover command, Work work, CancellationToken cancel)
    {
        var (one, rows) = (await Stand(command, work, cancel), await Rows(command, work, cancel));
        if (MayNot(command, one, rows) is { } no) return no;
        return new Plan(Target.Of(command.Who, one.Name), command.Amount is { } amount
            ? $"Let {one.Name} approve {InWords(command, [new(amount.Currency.Code, amount.Minor)])}"
            : $"Take away what {one.Name} may approve {Each(command.Per)}")
        {
            TargetVersion = one.Version,
            Changes = [new($"May approve {Each(command.Per)}", InWords(command, rows), After(command, rows))],
            Affects = new(Impact.Told, one.First
                ? "From now on whoever has no limit approves no money, but for super admins who have none."
                : $"{one.Name} decides about money by it from the next click on, also about what waits already."),
            Undo = Undo.ByHand("Set it back the same way."),
            Guard = Roles.Giving(Role.Admin),
        };
    }

    public async Task<Result<ApproverLimited>> Handle(LimitApprover command, Work work, CancellationToken cancel)
    {
        var (one, rows) = (await Stand(command, work, cancel), await Rows(command, work, cancel));
        if (MayNot(command, one, rows) is { } no) return no;
        if (command.Amount is { } amount)
            await work.Execute(
                """
                insert into approval_limits (operator_id, per, currency, amount_minor, set_by, trail, set_at)
                values (@Who, @Per, @Code, @Minor, @Me, @Trail, @Now)
                on     conflict (operator_id, per, currency) do update
                set    amount_minor = excluded.amount_minor, set_by = excluded.set_by, trail = excluded.trail, set_at = excluded.set_at,
                       lifted_at = null
                """, new { command.Who, command.Per, amount.Currency.Code, amount.Minor, Me = work.Operator.Id, work.Trail, work.Now }, cancel);
        else
            await work.Execute(
                "update approval_limits set lifted_at = @Now where operator_id = @Who and per = @Per and lifted_at is null",
                new { command.Who, command.Per, work.Now }, cancel);
        await work.Execute("update operators set version = version + 1 where id = @Who", command, cancel);
        // Their cards say who can approve them.
        foreach (var id in await work.List<ApprovalId>(
            "select id from approvals where state = 'pending' and amount_minor is not null order by number", null, cancel))
            await work.TellProgress(await ApprovalCase.Load(work, id, cancel), cancel);
        return new ApproverLimited(one.Name, InWords(command, rows), After(command, rows));
    }

    static Refusal? MayNot(LimitApprover command, Standing one, IReadOnlyList<Row> rows) =>
        !one.Active ? new($"{one.Name} is deactivated and approves nothing.")
        : command.Amount is null && rows.Count == 0 ? new($"{one.Name} has no limit {Each(command.Per)}.")
        : command.Amount is { } amount && rows.Any(row => row.Amount == amount)
            ? new($"{one.Name} may approve {InWords(command, [new(amount.Currency.Code, amount.Minor)])} already.")
        : command.Amount is not null && one is { Role: Role.SuperAdmin, Limited: false, OthersUnlimited: false }
            ? new($"{one.Name} is the last super admin without a limit, and somebody has to be able to approve anything. "
                + "Take another super admin's limits away first, or make somebody else super admin.")
        : null;

    static string After(LimitApprover command, IReadOnlyList<Row> before) => InWords(command, command.Amount is { } amount
        ? [.. before.Where(row => row.Amount.Currency != amount.Currency), new(amount.Currency.Code, amount.Minor)] : []);

    static string InWords(LimitApprover command, IReadOnlyList<Row> rows) => rows.Count == 0 ? $"no amount set {Each(command.Per)}"
        : $"{string.Join(", ", rows.OrderBy(row => row.Currency, StringComparer.Ordinal).Select(row => row.Amount))} {Each(command.Per)}";

    internal static string Each(LimitPer per) => per switch { LimitPer.Approval => "an approval", LimitPer.Day => "a day" };

    static Task<IReadOnlyList<Row>> Rows(LimitApprover command, Work work, CancellationToken cancel) => work.List<Row>(
        "select currency, amount_minor from approval_limits where operator_id = @Who and per = @Per and lifted_at is null order by currency",
        new { command.Who, command.Per }, cancel);

    static Task<Standing> Stand(LimitApprover command, Work work, CancellationToken cancel) => work.Get<Standing>(
        """
        select o.name, o.role, o.active, o.version,
               exists (select from approval_limits l where l.operator_id = o.id and l.lifted_at is null) as limited,
               not exists (select from approval_limits) as first,
               exists (
                   select from operators p
                   where  p.id <> o.id and p.active and p.role = 'super_admin'
                   and    exists (select from chat_accounts c where c.operator_id = p.id)
                   and    not exists (select from approval_limits l where l.operator_id = p.id and l.lifted_at is null)) as others_unlimited
        from   operators o
        where  o.id = @Who
        """, new { command.Who }, cancel);
}
