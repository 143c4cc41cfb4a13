using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record TurnDown([Arg("the chat account, as slack:U123 or discord:8035…")] string Account) : ICommand<TurnDown, TurnedDown>
{
    public static Spec Spec { get; } = new("admin turn-down", "Turn down an account that asked to be linked") { Needs = Role.Admin,
        Hidden = true };
}

public sealed record TurnedDown(string Account) : IAnswer
{
    public Reply Say() => new($"{Account} was turned down") { Parts = [new Small("It may ask again.")] };
}

sealed class TurnDownHandler : IHandle<TurnDown, TurnedDown>
{
    public async Task<Result<Plan>> Plan(TurnDown command, Work work, CancellationToken cancel) =>
        ChatAccount.Parse(command.Account) is { } account
        && await work.Find<bool>(
            "select exists (select 1 from link_requests where platform = @Platform and account_id = @Id and state = 'open')",
            account, cancel)
            ? new Plan(new Target("account", Guid.Empty, command.Account), $"Turn down {command.Account}")
            {
                Undo = Undo.ByHand("They can ask again."),
            }
            : new Refusal($"`{command.Account}` is not waiting to be linked; somebody may have decided already.");

    public async Task<Result<TurnedDown>> Handle(TurnDown command, Work work, CancellationToken cancel)
    {
        var account = ChatAccount.Parse(command.Account)!;
        await work.Execute(
            "update link_requests set state = 'refused', decided_at = @Now where platform = @Platform and account_id = @Id and state = 'open'",
            new { account.Platform, account.Id, work.Now }, cancel);
        await work.Say(JoinOps.Key(account), new To.WhereItStands(), new Reply("A new account was turned down")
        { Parts = [new Paragraph($"{command.Account} was turned down by {work.Operator.Name}.")] }, cancel);
        return new TurnedDown(command.Account);
    }
}
