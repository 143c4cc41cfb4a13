using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record ListOperators : IQuestion<ListOperators, OperatorsListed>
{
    public static Spec Spec { get; } = new("admin list", "Who is on the team, and what they may do") { Examples = ["/admin list"] };
}

public sealed record OperatorRow(string Handle, string Name, Role Role, bool Active, string? Accounts);

public sealed record LinkRequestRow(string Platform, string AccountId, string Name, DateTimeOffset AskedAt);

public sealed record OperatorsListed(
    IReadOnlyList<OperatorRow> People, IReadOnlyList<LinkRequestRow> Asking, IReadOnlyList<Part> GivenAlone) : IAnswer
{
    public Reply Say() => new("Team")
    {
        Parts =
        [
            new Table([new("Name"), new("Handle"), new("Role"), new("Chat accounts")],
                [.. People.Select(person => (IReadOnlyList<string>)[person.Name, person.Handle,
                    person.Active ? person.Role.Words() : "deactivated", person.Accounts ?? "none"])])
            { Empty = "Nobody yet. The first super admin claims the role with the code printed at the first start." },
            .. Asking.Select(asking =>
                new Item((Words)$"{asking.Name} ({asking.Platform}) asks to be linked, since " + new At(asking.AskedAt),
                [
                    new Button("Link as operator", $"/admin link account:{asking.Platform}:{asking.AccountId}") { Look = Look.Primary },
                    new Button("Link to somebody on the team", $"/admin adopt account:{asking.Platform}:{asking.AccountId}"),
                ])),
            .. GivenAlone,
        ],
    };
}

sealed class ListOperatorsHandler : IAnswerQuestion<ListOperators, OperatorsListed>
{
    public async Task<Result<OperatorsListed>> Answer(ListOperators question, Work work, CancellationToken cancel) => new OperatorsListed(
        await work.List<OperatorRow>(
            """
            select   o.handle, o.name, o.role, o.active, string_agg(a.platform || ':' || a.account_id, ', ' order by a.platform, a.account_id) as accounts
            from     operators o
            left join chat_accounts a on a.operator_id = o.id
            group by o.id
            order by o.active desc, case o.role when 'super_admin' then 0 when 'admin' then 1 else 2 end, o.name
            limit    100
            """, null, cancel),
        await work.List<LinkRequestRow>(
            "select platform, account_id, name, asked_at from link_requests where state = 'open' order by asked_at limit 10", null, cancel),
        await work.GivenAlone(cancel));
}
