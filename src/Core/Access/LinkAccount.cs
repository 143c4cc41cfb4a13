using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record LinkAccount(
    [Arg("the chat account, as slack:U123 or discord:8035…")] string Account,
    [Arg("whose account it is; left out, a new operator is added")] OperatorId? Person = null) : ICommand<LinkAccount, AccountLinked>
{
    public static Spec Spec { get; } = new("admin link", "Link a chat account to a person")
    {
        Needs = Role.Admin, Guard = Guard.Giving, Verb = "Link",
        Examples = ["/admin link slack:U0ABC123 maria", "/admin link discord:80351110224678912 maria", "/admin link slack:U0ABC123"],
    };
}

public sealed record AccountLinked(ChatAccount Account, string Name, Role Role, bool IsNew) : IAnswer
{
    public Reply Say() => new($"{Account} is linked to {Name}")
    {
        Tone = Tone.Good,
        Parts = [new Paragraph(IsNew ? $"{Name} was added as an operator. A super admin can change the role."
            : $"{Name} keeps the role {Role.Words()}.")],
        Buttons = [new Button("Team", "/admin list")],
    };
}

sealed class LinkAccountHandler(TimeProvider time) : IHandle<LinkAccount, AccountLinked>
{
    public async Task<Result<Plan>> Plan(LinkAccount command, Work work, CancellationToken cancel)
    {
        if (await Accounts.Problem(work, command.Account, cancel) is { } problem) return problem;
        var name = await NameOf(command, work, cancel);
        if (command.Person is not { } person)
        {
            // It is what the chat platform says, so what somebody calls themselves there.
            if (await Names.ProblemOfTheirOwn(work, name, cancel) is { } misleading) return misleading;
            return new Plan(new Target("account", Guid.Empty, command.Account), $"Link {command.Account} to a new operator, {name}")
            {
                Changes = [new("Role", "none", Role.Operator.Words())], Undo = Undo.By("Unlink it with", "/admin unlink"),
            };
        }
        // A second account of one's own would be a second vote in disguise if anybody could add it to anybody.
        if (person == work.Operator.Id) return new Refusal("Nobody links an account to themselves. Ask another admin.");
        if ((await People.ForChange(work, person, staysSuper: true, cancel)).Failed(out var whom, out var no)) return no;
        if (whom.Role > work.Operator.Role)
            return new Refusal(
            $"{whom.Name} is {(whom.Role == Role.SuperAdmin ? "a super admin" : "an admin")}; only a super admin can link an account to them.");
        return new Plan(Target.Of(whom.Id, whom.Name), $"Link {command.Account} to {whom.Name}")
        {
            // A role that rises meanwhile would give the account more than was agreed to.
            TargetVersion = whom.Version, SubjectConfirms = true,
            Affects = new(Impact.Gain, $"Whoever uses that account can do what {whom.Name} may, and counts as {whom.Name}. "
                + $"{whom.Name} may agree to it, if the account is theirs."),
            Changes = [new("What it may do", "nothing", $"what {whom.Name} may: {whom.Role.Words()}")],
            Undo = Undo.By("Unlink it with", "/admin unlink"),
        };
    }

    public async Task<Result<AccountLinked>> Handle(LinkAccount command, Work work, CancellationToken cancel)
    {
        var account = ChatAccount.Parse(command.Account)!;
        var name = await NameOf(command, work, cancel);
        Operator person;
        if (command.Person is { } id)
        {
            person = await work.Get<Operator>("select id, handle, name, role, active from operators where id = @id", new { id }, cancel);
        }
        else
        {
            person = new(OperatorId.New(time), await Handles.Free(work, name, cancel), name, Role.Operator, true);
            await work.Execute("insert into operators (id, handle, name, role, created_at) values (@Id, @Handle, @Name, @Role, @Now)",
                new { person.Id, person.Handle, person.Name, person.Role, work.Now }, cancel);
        }
        await Accounts.Link(work, account, person.Id, name, cancel);
        await work.Note(command.Person is null ? RightsChange.Added : RightsChange.Linked, person.Id, person.Role, account, cancel);
        await JoinOps.Edit(work, account,
            $"{name} is linked as {person.Role.Words()} {person.Name}, by {work.Operator.Name}{Welcome.Agreed(work)}.", cancel);
        await Welcome.Say(work, account, person, cancel);
        return new AccountLinked(account, person.Name, person.Role, command.Person is null);
    }

    static async Task<string> NameOf(LinkAccount command, Work work, CancellationToken cancel) =>
        await work.Find<string>(
            "select name from link_requests where platform = @Platform and account_id = @Id order by asked_at desc limit 1",
            ChatAccount.Parse(command.Account)!, cancel)
        ?? ChatAccount.Parse(command.Account)!.Id;
}
