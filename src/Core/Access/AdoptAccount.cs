using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

/// <summary>Links an account to a person who is asked for; the card's way to <see cref="LinkAccount"/>.</summary>
public sealed record AdoptAccount(
    [Arg("the chat account, as slack:U123 or discord:8035…")] string Account,
    [Arg("whose account it is")] OperatorId Person) : ICommand<AdoptAccount, AccountLinked>
{
    public static Spec Spec { get; } = new("admin adopt", "Link a chat account to somebody on the team")
    {
        Needs = Role.Admin, Guard = Guard.Giving, Verb = "Link", Hidden = true,
    };
}

sealed class AdoptAccountHandler(IHandle<LinkAccount, AccountLinked> link) : IHandle<AdoptAccount, AccountLinked>
{
    public Task<Result<Plan>> Plan(AdoptAccount command, Work work, CancellationToken cancel) =>
        link.Plan(new(command.Account, command.Person), work, cancel);

    public Task<Result<AccountLinked>> Handle(AdoptAccount command, Work work, CancellationToken cancel) =>
        link.Handle(new(command.Account, command.Person), work, cancel);
}
