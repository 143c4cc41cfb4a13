using OpsBot.Core.Approvals;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record ChangeRole(
    [Arg("whose role")] OperatorId Person,
    [Arg("what they may do from now on")] Standing Role) : ICommand<ChangeRole, RoleChanged>
{
    public static Spec Spec { get; } = new("admin role", "Change what a person may do")
    {
        Needs = Operations.Role.SuperAdmin, Guard = Roles.Giving(Operations.Role.SuperAdmin), Verb = "Change role",
        Examples = ["/admin role maria admin"],
    };
}

public sealed record RoleChanged(string Name, Role Before, Role After) : IAnswer
{
    public Reply Say() => new($"{Name} is now {(After == Role.SuperAdmin ? "a super admin" : $"an {After.Words()}")}")
    {
        Tone = Tone.Good, Parts = [new Small($"Before: {Before.Words()}. It counts from the next click.")],
        Buttons = [new Button("Team", "/admin list")],
    };
}

sealed class ChangeRoleHandler : IHandle<ChangeRole, RoleChanged>
{
    public async Task<Result<Plan>> Plan(ChangeRole command, Work work, CancellationToken cancel)
    {
        if (Roles.Of(command.Role) < (await People.One(work, command.Person, cancel)).Role)
            await LostRights.Lock(work, command.Person, null, cancel);
        if ((await People.ForChange(work, command.Person, Roles.Of(command.Role) == Role.SuperAdmin, cancel))
            .Failed(out var person, out var no)) return no;
        return person.Role == Roles.Of(command.Role)
            ? new Refusal($"{person.Name} already has that role.")
            : new Plan(Target.Of(person.Id, person.Name), $"Make {person.Name} {command.Role.Words()}")
            {
                TargetVersion = person.Version, Changes = [new("Role", person.Role.Words(), command.Role.Words())],
                Undo = Undo.ByHand("Change it back the same way."),
                Guard = Roles.Of(command.Role) < person.Role ? Guard.Taking : Roles.Giving(Roles.Of(command.Role)),
            };
    }

    public async Task<Result<RoleChanged>> Handle(ChangeRole command, Work work, CancellationToken cancel)
    {
        if ((await People.ForChange(work, command.Person, Roles.Of(command.Role) == Role.SuperAdmin, cancel))
            .Failed(out var person, out var no)) return no;
        var role = Roles.Of(command.Role);
        await work.Execute(
            "update operators set role = @role, version = version + 1 where id = @Person", new { command.Person, role }, cancel);
        if (role > person.Role) await work.Note(RightsChange.Promoted, command.Person, role, null, cancel);
        else
        {
            await work.Note(RightsChange.Demoted, command.Person, person.Role, null, cancel);
            await LostRights.End(work, command.Person, null, $"{person.Name} is only {role.AsOne} now", cancel);
        }
        return new RoleChanged(person.Name, person.Role, role);
    }
}
