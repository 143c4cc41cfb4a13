using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record UnlinkAccount(
    [Arg("the chat account, as slack:U123 or discord:8035…")] string Account) : ICommand<UnlinkAccount, AccountUnlinked>
{
    public static Spec Spec { get; } = new("admin unlink", "Take a chat account away from a person")
    {
        Needs = Role.Admin, Guard = Guard.Taking, Verb = "Unlink", Examples = ["/admin unlink slack:U0ABC123"],
    };
}

public sealed record AccountUnlinked(string Account, string Name) : IAnswer
{
    public Reply Say() => new($"{Account} is no longer linked to {Name}")
    {
        Tone = Tone.Good, Parts = [new Small("It can do nothing any more, from this moment.")],
        Buttons = [new Button("Team", "/admin list")],
    };
}

sealed class UnlinkAccountHandler : IHandle<UnlinkAccount, AccountUnlinked>
{
    public async Task<Result<Plan>> Plan(UnlinkAccount command, Work work, CancellationToken cancel)
    {
        if (await Whose(command, work, cancel) is not { } whose)
            return new Refusal($"`{command.Account}` is linked to nobody. `/admin list` shows every account.");
        if (whose.Id == work.Operator.Id) return new Refusal("Nobody unlinks their own account. Ask another admin.");
        if (whose.Role > work.Operator.Role) return new Refusal($"{whose.Name} has more rights than you; ask a super admin.");
        await LostRights.Lock(work, whose.Id, ChatAccount.Parse(command.Account), cancel);
        var staysSuper = await Others(whose.Id, command, work, cancel) > 0;
        if ((await People.ForChange(work, whose.Id, staysSuper, cancel)).Failed(out _, out var no)) return no;
        return new Plan(Target.Of(whose.Id, whose.Name), $"Unlink {command.Account} from {whose.Name}")
        {
            Affects = new(Impact.Loss, $"{whose.Name} can do nothing through it any more. What was asked for through it ends, "
                + "and approvals given through it no longer count."),
            Undo = Undo.By("Link it again with", "/admin link"),
        };
    }

    public async Task<Result<AccountUnlinked>> Handle(UnlinkAccount command, Work work, CancellationToken cancel)
    {
        // Somebody may have been quicker while this waited for the person's row.
        if (await Whose(command, work, cancel) is not { } whose) return new Refusal($"`{command.Account}` is linked to nobody any more.");
        var account = ChatAccount.Parse(command.Account);
        await work.Execute("delete from chat_accounts where platform = @Platform and account_id = @Id", account, cancel);
        await work.Note(RightsChange.Unlinked, whose.Id, whose.Role, account, cancel);
        await LostRights.End(work, whose.Id, account, $"{account} is no longer linked to {whose.Name}", cancel);
        return new AccountUnlinked(command.Account, whose.Name);
    }

    static async Task<Operator?> Whose(UnlinkAccount command, Work work, CancellationToken cancel) =>
        ChatAccount.Parse(command.Account) is not { } account ? null : await work.Find<Operator>(
            """
            select o.id, o.handle, o.name, o.role, o.active
            from   chat_accounts a
            join   operators o on o.id = a.operator_id
            where  a.platform = @Platform and a.account_id = @Id
            """, account, cancel);

    static Task<int> Others(OperatorId id, UnlinkAccount command, Work work, CancellationToken cancel) => work.Get<int>(
        "select count(*)::int from chat_accounts where operator_id = @id and platform || ':' || account_id <> @Account",
        new { id, command.Account }, cancel);
}
