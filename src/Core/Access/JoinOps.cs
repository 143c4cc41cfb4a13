using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record JoinOps : ICommand<JoinOps, JoinAsked>
{
    public static Spec Spec { get; } = new("ops join", "Ask an admin to link your chat account")
    {
        Needs = Role.Nobody, Verb = "Ask to be linked", Examples = ["/ops join"],
    };

    /// <summary>The card that admins got about the account now says what came of it, without buttons.</summary>
    internal static Task Edit(Work work, ChatAccount account, string outcome, CancellationToken cancel) =>
        work.Say(Key(account), new To.WhereItStands(),
            new Reply("A new account was linked") { Tone = Tone.Good, Parts = [new Paragraph(outcome)] }, cancel);

    internal static string Key(ChatAccount account) => $"join:{account}";
}

public sealed record JoinAsked(string Name, DateTimeOffset AskedAt, bool Again) : IAnswer
{
    public bool ChangedNothing => Again;

    public Reply Say() => new(Again ? "You have already asked" : $"Welcome, {Name}")
    {
        Tone = Tone.Good,
        Parts =
        [
            new Paragraph("The admins have a card with your name. You will get a message from me as soon as they have linked you."),
            new Small((Words)"You asked " + new At(AskedAt)),
        ],
    };
}

sealed class JoinOpsHandler : IHandle<JoinOps, JoinAsked>
{
    public Task<Result<Plan>> Plan(JoinOps command, Work work, CancellationToken cancel) => Task.FromResult<Result<Plan>>(
        work.IsStranger
            ? new Plan(new Target("account", Guid.Empty, work.Request.Caller.Account.ToString()),
                "Ask to be linked") { Undo = Undo.Needless("Nothing changes until an admin links you.") }
            : new Refusal($"You are already linked, as {work.Operator.Name} ({work.Operator.Role.Words()})."));

    public async Task<Result<JoinAsked>> Handle(JoinOps command, Work work, CancellationToken cancel)
    {
        var account = work.Request.Caller.Account;
        var name = work.Request.Caller.Name is { Length: > 0 } given ? given.Start(80) : account.Id;
        var isNew = await work.Execute(
            """
            insert into link_requests (id, platform, account_id, name, asked_at)
            values (@Request, @Platform, @Id, @name, @Now)
            on conflict (platform, account_id) where state = 'open' do nothing
            """, new { Request = Guid.CreateVersion7(work.Now), account.Platform, account.Id, name, work.Now }, cancel) == 1;
        if (!isNew) return new JoinAsked(name, await Strangers.AskedAt(work, cancel) ?? work.Now, Again: true);
        await work.Say(JoinOps.Key(account), new To.Channel(Purpose.Approvals), new Reply($"{name} asks to be linked")
        {
            Parts =
            [
                new Fields([new("Account", new Code(account.ToString())), new("Workspace", work.Request.Caller.Workspace ?? "unknown")]),
                new Notice(Tone.Warning,
                    "Link only somebody you know: the name is what the chat platform says. Another admin has to agree."),
            ],
            Buttons =
            [
                new Button("Link as operator", $"/admin link account:{account}") { Look = Look.Primary },
                new Button("Link to somebody on the team", $"/admin adopt account:{account}"),
                new Button("Turn down", $"/admin turn-down account:{account}") { Look = Look.Danger },
            ],
        }, cancel);
        return new JoinAsked(name, work.Now, Again: false);
    }
}
