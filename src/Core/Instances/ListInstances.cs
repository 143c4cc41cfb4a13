using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ListInstances(
    [Arg("part of a name, slug, customer or URL", MaxLength = 200)] string? Search = null,
    [Arg("only in this state", Named = true)] InstanceState? Status = null,
    [Arg("only this application version", Named = true, MaxLength = 20, Words = typeof(VersionWords))] string? Version = null,
    [Arg("only of organizations on this plan", Named = true)] TierId? Plan = null,
    [Arg("only of this type", Named = true)] InstanceKind? Type = null,
    [Arg("only of this organization", Named = true)] OrganizationId? Organization = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListInstances, InstancesListed>
{
    public static Spec Spec { get; } = new("instance list", "All instances, with filters")
    {
        Examples = ["/instance list", "/instance list acme status:error", "/instance list plan:growth version:17.0"],
    };
}

public sealed record InstanceLine(
    string Slug, string Organization, InstanceState State, string AppVersion, string Plan, InstanceKind Kind, bool Seen,
    TimeSpan? NotSeenFor, bool RunsUnasked, string Key, long Total, long Before) : IListed
{
    public string Status => Sight.Cell(State, Seen, NotSeenFor, RunsUnasked);
}

public sealed record StateCount(InstanceState State, long Count);

public sealed record InstancesListed(
    ListInstances Asked, Page<InstanceLine> Page, IReadOnlyList<StateCount> Counts, IReadOnlyList<string> Versions,
    IReadOnlyList<TierName> Plans) : IAnswer
{
    static readonly IReadOnlyList<string> columns = ["Instance", "Status", "Organization", "Version", "Plan", "Type"];

    public Reply Say() => Asked.Csv ? Filter.File("Instances", Page, columns, Cells) : new("Instances")
    {
        Parts =
        [
            .. new Bars([.. Counts.Select(Bar)]).If(Counts.Count > 0),
            new Pickers(
            [
                Filter.By("Status", Asked.Status, status => Line(Asked with { Status = status }), InstanceState.Deleted),
                TierName.Choice("Plan", Plans, Asked.Plan, plan => Line(Asked with { Plan = plan })),
                Filter.By("Type", Asked.Type, type => Line(Asked with { Type = type })),
                new("Version",
                    [
                        new("Any version", Line(Asked with { Version = null })),
                        .. Versions.Select(version => new PickerOption(version, Line(Asked with { Version = version }))),
                    ], Asked.Version),
            ]),
            new Table([.. columns.Select(name => new Column(name))], [.. Page.Rows.Select(Row)]) { Empty = Empty },
            .. Page.Turn("instance", "instances", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(IsFiltered, "/instance list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
            new Button("Failed", "/instance failed"),
        ],
    };

    static IReadOnlyList<string> Row(InstanceLine line) => [line.Slug, line.Status, .. After(line)];

    static IReadOnlyList<string> Cells(InstanceLine line) => [line.Slug, Filter.Capitalized(line.State), .. After(line)];

    static IEnumerable<string> After(InstanceLine line) =>
        [line.Organization, line.AppVersion, line.Plan, Filter.Capitalized(line.Kind)];

    static Bar Bar(StateCount count) => new(Filter.Capitalized(count.State), count.Count, count.State.Tone) { Most = Paging.MostCounted };

    string Empty => IsFiltered
        ? string.Join(' ', ((string?[])["No instance fits these filters.", Searched.Of(Asked.Search)?.Hint]).OfType<string>())
        : "There is no instance yet.";

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListInstances();

    // Any other filter starts at the beginning.
    static string Line(ListInstances asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListInstancesHandler(VersionWords versionWords) : IAnswerQuestion<ListInstances, InstancesListed>
{
    sealed record Arguments(
        string? Anywhere, string? Beginning, string? Status, string? Version, Guid? Plan, string? Type, Guid? Organization,
        DateTimeOffset Fresh, DateTimeOffset Now, int UpTo)
    {
        /// <summary>Those that are counted: what is deleted stands in no list unless asked for.</summary>
        public string[] States { get; } =
            [.. Enum.GetValues<InstanceState>().Select(state => state.Snake()).Where(state => state != Deleted || Status == Deleted)];

        static string Deleted => InstanceState.Deleted.Snake();
    }

    // All but the state. What is not asked for is not read either: then a small index alone is enough to count by.
    const string Fits =
        """
        from     instances i
        where    (@Anywhere::text is null or i.words like lower(@Anywhere))
        and      (@Beginning::text is null or i.slug like lower(@Beginning) or lower(i.name) collate "C" like lower(@Beginning))
        and      (@Version::text is null or i.app_version = @Version)
        and      (@Plan::uuid is null or i.plan = (select t.slug from tiers t where t.id = @Plan))
        and      (@Type::text is null or i.kind = @Type)
        and      (@Organization::uuid is null or i.organization_id = @Organization)
        """;

    // A state has one place in the order, which lets the index go straight to it.
    static readonly Listing instances = new(
        $"""
        {Fits}
        and      i.attention < attention('deleted') + case when @Status = 'deleted' then 1 else 0 end
        and      (@Status::text is null or (i.state = @Status and i.attention = attention(@Status)))
        """,
        """
        i.slug, o.name as organization, i.state, i.app_version, t.name as plan, i.kind,
                 coalesce(s.away_since is null and s.seen_at >= @Fresh, false) as seen, @Now - s.seen_at as not_seen_for,
                 i.runs_since is not null as runs_unasked
        """,
        """
        from     page p
        join     instances i on i.slug = p.key1
        join     organizations o on o.id = i.organization_id
        join     tiers t on t.slug = i.plan
        join     servers s on s.id = i.server_id
        """,
        PageKey.Number("i.attention"), PageKey.Text("i.slug"));

    public async Task<Result<InstancesListed>> Answer(ListInstances question, Work work, CancellationToken cancel)
    {
        var searched = Searched.Of(question.Search);
        // What is searched for has to be read to be counted, and nobody turns the pages of thousands.
        var most = searched is null || question.Csv ? Paging.MostCounted : Listing.Few;
        var arguments = new Arguments(
            searched is { IsShort: false } ? searched.Anywhere : null, searched is { IsShort: true } ? searched.Beginning : null,
            question.Status?.Snake(), question.Version, question.Plan?.Value, question.Type?.Snake(), question.Organization?.Value,
            work.Now - HostWatch.Fresh, work.Now, most + 1);
        var counts = await Counts(arguments, work, cancel);
        // Of a search that finds more than was counted, nothing is known of any one state.
        var all = counts.Sum(count => count.Count);
        var isWhole = searched is null || all <= most;
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }))
        {
            Most = most,
            Total = question.Status is not { } status ? all
                : isWhole ? counts.Where(count => count.State == status).Sum(count => count.Count) : null,
        };
        if ((await work.Page<InstanceLine>(instances, asked, arguments, cancel)).Failed(out var page, out var refusal)) return refusal;
        if (page.Total == 0 && await versionWords.Unknown(question, work, cancel) is { } unknown) return unknown;
        return new InstancesListed(question, page, isWhole ? counts : [],
            await versionWords.Fitting(work.Db, "", VersionWords.Most, cancel), await TierName.All(work, cancel));
    }

    /// <summary>How many of each state fit. What is searched for is counted as far as a total goes, whatever its state.</summary>
    static Task<IReadOnlyList<StateCount>> Counts(Arguments arguments, Work work, CancellationToken cancel) =>
        arguments is { Anywhere: null, Beginning: null }
            ? work.ListPlanned<StateCount>(
                $"""
                select   s.state, c.count
                from     unnest(@States) s (state)
                cross    join lateral (select count(*) as count from (select 1 {Fits} and i.state = s.state limit @UpTo) i) c
                where    c.count > 0
                order by c.count desc, s.state
                """, arguments, cancel)
            : work.ListPlanned<StateCount>(
                $"""
                select   c.state, count(*) as count
                from     (select i.state {Fits} and i.state = any (@States) limit @UpTo) c
                group by c.state
                order by count(*) desc, c.state
                """, arguments, cancel);
}
