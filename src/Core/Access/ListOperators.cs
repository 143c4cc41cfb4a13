using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Access;

public sealed record ListOperators(
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListOperators, OperatorsListed>
{
    public static Spec Spec { get; } = new("admin list", "Who is on the team, and what they may do") { Examples = ["/admin list"] };
}

public sealed record OperatorRow(
    string Handle, string Name, Role Role, bool Active, string? Accounts, string Key, long Total, long Before) : IListed;

public sealed record LinkRequestRow(string Platform, string AccountId, string Name, DateTimeOffset AskedAt);

public sealed record OperatorsListed(
    ListOperators Asked, Page<OperatorRow> Page, IReadOnlyList<LinkRequestRow> Asking, IReadOnlyList<Part> GivenAlone) : IAnswer
{
    static readonly IReadOnlyList<string> columns = ["Name", "Handle", "Role", "Chat accounts"];

    public Reply Say() => Asked.Csv ? Filter.File("Team", Page, columns, Cells) : new("Team")
    {
        Parts =
        [
            new Table([.. columns.Select(name => new Column(name))], [.. Page.Rows.Select(Cells)])
            { Empty = "Nobody yet. The first super admin claims the role with the code printed at the first start." },
            .. Page.Turn("person", "people", page => Lines.LineOf(Asked with { Page = page })),
            .. Asking.Select(asking =>
                new Item((Words)$"{asking.Name} ({asking.Platform}) asks to be linked, since " + new At(asking.AskedAt),
                [
                    new Button("Link as operator", $"/admin link account:{asking.Platform}:{asking.AccountId}") { Look = Look.Primary },
                    new Button("Link to somebody on the team", $"/admin adopt account:{asking.Platform}:{asking.AccountId}"),
                ])),
            .. GivenAlone,
        ],
        Buttons = Filter.Csv(Page, Lines.LineOf(new ListOperators(Csv: true))),
    };

    static IReadOnlyList<string> Cells(OperatorRow person) =>
        [person.Name, person.Handle, person.Active ? person.Role.Words() : "deactivated", person.Accounts ?? "none"];
}

sealed class ListOperatorsHandler : IAnswerQuestion<ListOperators, OperatorsListed>
{
    static readonly Listing team = new(
        "from operators o where true",
        """
        o.handle, o.name, o.role, o.active,
                 (select string_agg(a.platform || ':' || a.account_id, ', ' order by a.platform, a.account_id)
                  from   chat_accounts a
                  where  a.operator_id = o.id) as accounts
        """,
        "from page p join operators o on o.handle = p.key1",
        PageKey.Number("case when not o.active then 3 when o.role = 'super_admin' then 0 when o.role = 'admin' then 1 else 2 end"),
        PageKey.Text("o.handle"));

    public async Task<Result<OperatorsListed>> Answer(ListOperators question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(new ListOperators()));
        if ((await work.Page<OperatorRow>(team, asked, new { }, cancel)).Failed(out var page, out var refusal)) return refusal;
        return new OperatorsListed(question, page, await work.List<LinkRequestRow>(
            "select platform, account_id, name, asked_at from link_requests where state = 'open' order by asked_at limit 10", null, cancel),
            await work.GivenAlone(cancel));
    }
}
