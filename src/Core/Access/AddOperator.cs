using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record AddOperator(
    [Arg("their name, as the team knows them", Rest = true, MaxLength = 80)] string Name,
    [Arg("what they may do", Named = true)] Standing Role = Standing.Operator,
    [Arg("their chat account, as slack:U123 or discord:8035…; it can be linked later", Named = true)] string? Account = null)
        : ICommand<AddOperator, OperatorAdded>
{
    public static Spec Spec { get; } = new("admin add", "Add a person to the team")
    {
        Needs = Operations.Role.SuperAdmin, Guard = Guard.Giving, Verb = "Add",
        Examples = ["/admin add Maria Silva role:operator account:slack:U0MARIA"],
    };
}

/// <summary>The roles somebody can be given.</summary>
public enum Standing { Operator, Admin, SuperAdmin }

public sealed record OperatorAdded(OperatorId Id, string Handle, string Name, Role Role, bool Linked) : IAnswer
{
    public Reply Say() => new($"{Name} is now on the team")
    {
        Tone = Tone.Good,
        Parts = [new Fields([new("Role", Role.Words()), new("Handle", new Code(Handle)),
            new("Chat account", Linked ? "linked" : "none yet: link one with /admin link")])],
        Buttons = [new Button("Team", "/admin list")],
    };
}

sealed class AddOperatorHandler(TimeProvider time) : IHandle<AddOperator, OperatorAdded>
{
    public async Task<Result<Plan>> Plan(AddOperator command, Work work, CancellationToken cancel)
    {
        if (command.Name.Trim().Length == 0) return new Refusal("A person needs a name.");
        if (Names.Problem(command.Name) is { } name) return name;
        if (command.Account is not null && await Accounts.Problem(work, command.Account, cancel) is { } problem) return problem;
        return new Plan(new Target("operator", Guid.Empty, command.Name), $"Add {command.Name}")
        {
            Changes =
            [
                new("Role", "none", command.Role.Words()),
                .. command.Account.IfAny(account => new Change("Chat account", "none", account)),
            ],
            Guard = Roles.Giving(Roles.Of(command.Role)),
            Undo = Undo.By("Deactivate them with", "/admin deactivate"),
        };
    }

    public async Task<Result<OperatorAdded>> Handle(AddOperator command, Work work, CancellationToken cancel)
    {
        var role = Roles.Of(command.Role);
        var id = OperatorId.New(time);
        var handle = await Handles.Free(work, command.Name, cancel);
        await work.Execute(
            "insert into operators (id, handle, name, role, created_at) values (@id, @handle, @Name, @role, @Now)",
            new { id, handle, Name = command.Name.Trim(), role, work.Now }, cancel);
        var account = command.Account is { } text ? ChatAccount.Parse(text) : null;
        await work.Note(RightsChange.Added, id, role, account, cancel);
        if (account is not null)
        {
            await Accounts.Link(work, account, id, command.Name, cancel);
            await Welcome.Say(work, account, new(id, handle, command.Name.Trim(), role, Active: true), cancel);
        }
        return new OperatorAdded(id, handle, command.Name.Trim(), role, command.Account is not null);
    }
}
