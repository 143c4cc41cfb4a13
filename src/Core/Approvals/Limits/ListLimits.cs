using OpsBot.Core.Access;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals.Limits;

public sealed record ListLimits(
    [Arg("whose")] OperatorId? Who = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListLimits, LimitsListed>
{
    public static Spec Spec { get; } = new("admin limits", "How much money each may approve, and what of a day's is used")
    {
        Examples = ["/admin limits", "/admin limits bea"],
    };
}

public sealed record LimitRow(
    string Name, LimitPer Per, string Currency, long AmountMinor, long Used, DateTimeOffset SetAt, string SetBy, string Key, long Total,
    long Before) : IListed
{
    public Money Amount => new(AmountMinor, Values.Currency.Of(Currency));

    public Money Approved => new(Used, Values.Currency.Of(Currency));
}

public sealed record LimitsListed(ListLimits Asked, Page<LimitRow> Page, bool Any, string? Unlimited, string? Without) : IAnswer
{
    static readonly IReadOnlyList<string> columns = ["Name", "At most", "Per", "Approved in 24 h", "Set by"];

    public Reply Say() => Asked.Csv ? Filter.File("Limits", Page, columns, Cells) : new("Limits of approvers")
    {
        Parts =
        [
            new Table([.. columns.Select(name => new Column(name))], [.. Page.Rows.Select(Cells)]) { Empty = "No limit is set." },
            .. Page.Turn("limit", "limits", page => Lines.LineOf(Asked with { Page = page })),
            new Small(!Any ? "Nobody is limited until the first limit is set; from then on whoever has none approves no money, but for "
                + "super admins who have none." : $"Without a limit: {Unlimited ?? "nobody"}. Approve no money: {Without ?? "nobody"}."),
        ],
        Buttons = [.. Filter.Csv(Page, Lines.LineOf(Asked with { Csv = true })), new Button("Set a limit", "/admin limit")],
    };

    static IReadOnlyList<string> Cells(LimitRow row) =>
        [row.Name, $"{row.Amount}", row.Per.Words(), $"{row.Approved}", row.SetBy];
}

sealed class ListLimitsHandler : IAnswerQuestion<ListLimits, LimitsListed>
{
    static readonly Listing limits = new(
        """
        from     approval_limits l
        join     operators o on o.id = l.operator_id
        where    l.lifted_at is null and o.active and (@Who::uuid is null or l.operator_id = @Who)
        """,
        "o.name, l.per, l.currency, l.amount_minor, u.used, l.set_at, b.name as set_by",
        """
        from     page p
        join     operators o on o.handle = p.key0
        join     approval_limits l on l.operator_id = o.id and l.per = p.key1 and l.currency::text = p.key2
        join     operators b on b.id = l.set_by
        cross    join lateral approver_limit(o.id, l.currency::text, null, @Now) u
        """,
        PageKey.Text("o.handle"), PageKey.Text("l.per"), PageKey.Text("l.currency::text"));

    sealed record Others(bool Any, string? Unlimited, string? Without);

    public async Task<Result<LimitsListed>> Answer(ListLimits question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null, Csv = false }));
        if ((await work.Page<LimitRow>(limits, asked, new { question.Who, work.Now }, cancel)).Failed(out var page, out var refusal))
            return refusal;
        var others = await work.Get<Others>(
            """
            select exists (select from approval_limits) as any,
                   string_agg(o.name, ', ' order by o.name) filter (where o.role = 'super_admin') as unlimited,
                   string_agg(o.name, ', ' order by o.name) filter (where o.role = 'admin') as without
            from   operators o
            where  o.active and (@Who::uuid is null or o.id = @Who)
            and    not exists (select from approval_limits l where l.operator_id = o.id and l.lifted_at is null)
            """, new { question.Who }, cancel);
        return new LimitsListed(question, page, others.Any, others.Unlimited, others.Without);
    }
}
