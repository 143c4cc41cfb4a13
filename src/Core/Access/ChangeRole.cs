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
        Needs = Operations.Role.SuperAdmin, Guard = Guard.Reason, Verb = "Change role", Examples = ["/admin role maria admin"],
    };
}

public sealed record RoleChanged(string Name, Role Before, Role After) : IAnswer
{
    public Reply Say() => new($"{Name} is now {(After == Role.SuperAdmin ? "a super admin" : $"an {After.Words()}")}")
    {
        Tone = Tone.Good, Parts = [new Small($"Before: {Before.Words()}. It counts from the next click.")], Buttons = [new Button("Team", "/admin list")],
    };
}

sealed class ChangeRoleHandler : IHandle<ChangeRole, RoleChanged>
{
    public async Task<Result<Plan>> Plan(ChangeRole command, Work work, CancellationToken cancel)
    {
        if ((await People.ForChange(work, command.Person, Roles.Of(command.Role) == Role.SuperAdmin, cancel)).Refused(out var person, out var no)) return no;
        return person.Role == Roles.Of(command.Role)
            ? new Refusal($"{person.Name} already has that role.")
            : new Plan(Target.Of("operator", person.Id, person.Name), $"Make {person.Name} {command.Role.Words()}")
            {
                TargetVersion = person.Version, Changes = [new("Role", person.Role.Words(), command.Role.Words())], Undo = "Change it back the same way.",
            };
    }

    public async Task<Result<RoleChanged>> Handle(ChangeRole command, Work work, CancellationToken cancel)
    {
        if ((await People.ForChange(work, command.Person, Roles.Of(command.Role) == Role.SuperAdmin, cancel)).Refused(out var person, out var no)) return no;
        await work.Execute("update operators set role = @Role, version = version + 1 where id = @Person",
            new { command.Person, Role = Roles.Of(command.Role) }, cancel);
        return new RoleChanged(person.Name, person.Role, Roles.Of(command.Role));
    }
}
