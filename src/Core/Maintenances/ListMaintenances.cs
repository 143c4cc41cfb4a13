using System.Globalization;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Maintenances;

public sealed record ListMaintenances(
    [Arg("only those that stand so", Named = true)] MaintenanceState? State = null,
    [Arg("only those of such things", Named = true)] MaintenanceScope? Scope = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListMaintenances, MaintenancesListed>
{
    public static Spec Spec { get; } = new("maintenance list", "Maintenances: what is on, what is planned, and what was")
    {
        Examples = ["/maintenance list", "/maintenance list state:on"],
    };
}

public sealed record MaintenanceLine(
    long Number, string TargetName, MaintenanceScope Scope, MaintenanceState State, DateTimeOffset StartsAt, DateTimeOffset Until,
    string Reason, string By, string Key, long Total, long Before) : IListed;

public sealed record MaintenancesListed(ListMaintenances Asked, Page<MaintenanceLine> Page) : IAnswer
{
    static readonly IReadOnlyList<string> columns = ["Number", "State", "Of", "Kind", "From", "To", "Reason", "By"];

    public Reply Say() => Asked.Csv ? Filter.File("Maintenances", Page, columns, Cells) : new("Maintenances")
    {
        Parts =
        [
            new Pickers(
            [
                Filter.By("State", Asked.State, state => Line(Asked with { State = state })),
                Filter.By("Scope", Asked.Scope, scope => Line(Asked with { Scope = scope })),
            ]),
            new Table([new("#", Right: true), new("State"), new("From (UTC)"), new("To (UTC)"), new("Of"), new("Why")],
                [.. Page.Rows.Select(Row)])
            {
                Empty = Asked is { State: null, Scope: null } ? "There was no maintenance yet." : "No maintenance is so.",
            },
            .. Page.Turn("maintenance", "maintenances", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            new Button("Start one", "/maintenance start") { Look = Look.Primary },
            .. Filter.Clear(Asked.State is not null || Asked.Scope is not null, "/maintenance list"),
            .. Filter.Csv(Page, Line(Asked with { Csv = true })),
        ],
    };

    static string Line(ListMaintenances asked) => Lines.LineOf(asked with { Page = null });

    static IReadOnlyList<string> Row(MaintenanceLine line) =>
    [
        $"#{line.Number}", Filter.Capitalized(line.State), new At(line.StartsAt).Cell, new At(line.Until).Cell, line.TargetName,
        line.Reason.Cut(60),
    ];

    static IReadOnlyList<string?> Cells(MaintenanceLine line) =>
    [
        line.Number.ToString(CultureInfo.InvariantCulture), line.State.Words(), line.TargetName, line.Scope.Words(),
        line.StartsAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
        line.Until.UtcDateTime.ToString("u", CultureInfo.InvariantCulture), line.Reason, line.By,
    ];
}

sealed class ListMaintenancesHandler : IAnswerQuestion<ListMaintenances, MaintenancesListed>
{
    static readonly Listing maintenances = new(
        """
        from     maintenances m
        where    (@Scope::text is null or m.scope = @Scope)
        and      (@State::text is null
            or    @State = case when coalesce(m.ended_at, m.ends_at) <= @Now then 'over' when m.starts_at > @Now then 'planned'
                           else 'on' end)
        """,
        """
        m.number, m.target_name, m.scope,
                 case when coalesce(m.ended_at, m.ends_at) <= @Now then 'over' when m.starts_at > @Now then 'planned'
                 else 'on' end as state,
                 m.starts_at, coalesce(m.ended_at, m.ends_at) as until, m.reason, coalesce(o.name, 'OpsBot') as by
        """,
        """
        from     page p
        join     maintenances m on m.number = p.key1
        left     join operators o on o.id = m.set_by
        """,
        PageKey.Flag("m.ended_at is null"), PageKey.Number("m.number")) { Falls = true };

    public async Task<Result<MaintenancesListed>> Answer(ListMaintenances question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var filter = new { State = question.State?.Snake(), Scope = question.Scope?.Snake(), work.Now };
        return (await work.Page<MaintenanceLine>(maintenances, asked, filter, cancel)).Failed(out var page, out var refusal)
            ? refusal : new MaintenancesListed(question, page);
    }
}
