using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record DeactivateOperator([Arg("who leaves the team")] OperatorId Person) : ICommand<DeactivateOperator, OperatorDeactivated>
{
    public static Spec Spec { get; } = new("admin deactivate", "Take a person's rights away, at once")
    {
        Needs = Role.SuperAdmin, Guard = Guard.Taking, Examples = ["/admin deactivate maria"],
    };
}

public sealed record OperatorDeactivated(string Name, int Accounts) : IAnswer
{
    public Reply Say() => new($"{Name} is deactivated")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph(
            $"{(Accounts == 1 ? "One chat account was" : $"{Accounts} chat accounts were")} unlinked. What they did stays in the audit.")],
        Buttons = [new Button("Team", "/admin list")],
    };
}

sealed class DeactivateOperatorHandler : IHandle<DeactivateOperator, OperatorDeactivated>
{
    public async Task<Result<Plan>> Plan(DeactivateOperator command, Work work, CancellationToken cancel)
    {
        await LostRights.Lock(work, command.Person, null, cancel);
        if ((await People.ForChange(work, command.Person, staysSuper: false, cancel)).Failed(out var person, out var no)) return no;
        return new Plan(Target.Of(person.Id, person.Name), $"Deactivate {person.Name}")
        {
            TargetVersion = person.Version,
            Changes = [new("Rights", person.Role.Words(), "none")],
            Affects = new(Impact.Loss, $"{person.Name} can do nothing through the bot any more. What they asked for ends, "
                + "and their approvals no longer count."),
            Undo = Undo.By("Add them again with", "/admin add"),
        };
    }

    public async Task<Result<OperatorDeactivated>> Handle(DeactivateOperator command, Work work, CancellationToken cancel)
    {
        if ((await People.ForChange(work, command.Person, staysSuper: false, cancel)).Failed(out var person, out var no)) return no;
        await work.Execute("update operators set active = false, ended_at = @Now, version = version + 1 where id = @Person",
            new { command.Person, work.Now }, cancel);
        var accounts = await work.Execute("delete from chat_accounts where operator_id = @Person", new { command.Person }, cancel);
        await work.Note(RightsChange.Deactivated, command.Person, person.Role, null, cancel);
        await LostRights.End(work, command.Person, null, $"{person.Name} was deactivated", cancel);
        return new OperatorDeactivated(person.Name, accounts);
    }
}
