using OpsBot.Core.Access;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Overview;

public sealed record WhoAmI : IQuestion<WhoAmI, ThisIsYou>
{
    public static Spec Spec { get; } = new("ops whoami", "Who the bot takes you for, and what you may do") { Needs = Role.Nobody,
        Examples = ["/ops whoami"] };
}

public sealed record ThisIsYou(
    string Account, string? Name, string? Handle, Role Role, IReadOnlyList<string> Accounts, DateTimeOffset? AskedAt = null) : IAnswer
{
    /// <summary>What of this somebody gave them alone.</summary>
    public IReadOnlyList<Part> GivenAlone { get; init; } = [];

    public Reply Say() => Name is null
        ? new("I don't know you yet")
        {
            Parts =
            [
                new Paragraph(Words.Of(
                    new Plain("This account is "), new Code(Account), new Plain(". It is linked to nobody, so it can do nothing."))),
                .. AskedAt.IfAny(asked => new Paragraph((Words)"You asked to be linked " + new At(asked) + "; an admin has to decide.")),
            ],
            Buttons = AskedAt is null ? [new Button("Ask to be linked", "/ops join") { Look = Look.Primary }] : [],
        }
        : new($"You are {Name}")
        {
            Parts =
            [
                new Fields(
                [
                    new("Role", Role.Words()), new("Handle", new Code(Handle!)), new("This account", new Code(Account)),
                    new("All accounts", string.Join(", ", Accounts)),
                ]),
                .. GivenAlone,
            ],
            Buttons = [new Button("What can I do?", "/ops help")],
        };
}

sealed class WhoAmIHandler : IAnswerQuestion<WhoAmI, ThisIsYou>
{
    public async Task<Result<ThisIsYou>> Answer(WhoAmI question, Work work, CancellationToken cancel)
    {
        var account = work.Request.Caller.Account.ToString();
        if (work.IsStranger) return new ThisIsYou(account, null, null, Role.Nobody, [], await Strangers.AskedAt(work, cancel));
        var me = work.Operator;
        await using var batch = new Batch(work.Db);
        batch.Add(
            "select platform, account_id as id from chat_accounts where operator_id = @Id order by platform, account_id", new { me.Id });
        batch.Add(RightsLog.OnesGivenAlone, new { Whose = me.Id, RightsLog.Most });
        await using var reader = await batch.Read(cancel);
        var accounts = await reader.Rows<ChatAccount>(cancel);
        return new ThisIsYou(account, me.Name, me.Handle, me.Role, [.. accounts.Select(one => one.ToString())])
        {
            GivenAlone = RightsLog.Alone(await reader.Rows<RightsLog.Given>(cancel)),
        };
    }
}
