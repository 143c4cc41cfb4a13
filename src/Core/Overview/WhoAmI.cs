using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record WhoAmI : IQuestion<WhoAmI, ThisIsYou>
{
    public static Spec Spec { get; } = new("ops whoami", "Who the bot takes you for, and what you may do") { Needs = Role.Nobody, Examples = ["/ops whoami"] };
}

public sealed record ThisIsYou(string Account, string? Name, string? Handle, Role Role, IReadOnlyList<string> Accounts, DateTimeOffset? AskedAt = null) : IAnswer
{
    public Reply Say() => Name is null
        ? new("I don't know you yet")
        {
            Parts = [new Paragraph(Words.Of(new Plain("This account is "), new Code(Account), new Plain(". It is linked to nobody, so it can do nothing.")
            )), .. AskedAt is { } asked ? [new Paragraph((Words)"You asked to be linked " + new At(asked) + "; an admin has to decide.")] : Array.Empty<Part>()],
            Buttons = AskedAt is null ? [new Button("Ask to be linked", "/ops join") { Look = Look.Primary }] : [],
        }
        : new($"You are {Name}")
        {
            Parts = [new Fields([new("Role", Role.Words()), new("Handle", new Code(Handle!)), new("This account", new Code(Account)), new("All accounts", string.Join(", ", Accounts))])],
            Buttons = [new Button("What can I do?", "/ops help")],
        };
}

sealed class WhoAmIHandler : IAnswerQuestion<WhoAmI, ThisIsYou>
{
    public async Task<Result<ThisIsYou>> Answer(WhoAmI question, Work work, CancellationToken cancel)
    {
        var account = work.Request.Caller.Account.ToString();
        return work.IsStranger ? new ThisIsYou(account, null, null, Role.Nobody, [], await Strangers.AskedAt(work, cancel)) : new ThisIsYou(account, work.Operator.Name, work.Operator.Handle, work.Operator.Role,
            await work.List<string>("select platform || ':' || account_id from chat_accounts where operator_id = @Id order by platform, account_id", new { work.Operator.Id }, cancel));
    }
}
