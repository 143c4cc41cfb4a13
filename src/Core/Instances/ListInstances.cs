using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ListInstances(
    [Arg("part of a name, slug, customer or URL", MaxLength = 200)] string? Search = null,
    [Arg("only in this state", Named = true)] InstanceState? Status = null,
    [Arg("only this application version", Named = true, MaxLength = 20, Words = typeof(VersionWords))] string? Version = null,
    [Arg("only of organizations on this plan", Named = true)] Tier? Plan = null,
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
    string Slug, string Organization, InstanceState State, string AppVersion, Tier Plan, InstanceKind Kind, bool Seen, TimeSpan? NotSeenFor,
    bool RunsUnasked, string Key, long Total, long Before) : IListed
{
    public string Status => Sight.Cell(State, Seen, NotSeenFor, RunsUnasked);
}

public sealed record StateCount(InstanceState State, long Count);

public sealed record InstancesListed(
    ListInstances Asked, Page<InstanceLine> Page, IReadOnlyList<StateCount> Counts, IReadOnlyList<string> Versions) : IAnswer
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
                Filter.By("Plan", Asked.Plan, plan => Line(Asked with { Plan = plan })),
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
        [line.Organization, line.AppVersion, Filter.Capitalized(line.Plan), Filter.Capitalized(line.Kind)];

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
    // As many as are quickly put in order; where more fit, the ones that stand first are not far to look for.
    const int FewFound = 2_000;

    sealed record Arguments(
        string? Anywhere, Guid[]? Ids, string? Status, string? Version, string? Plan, string? Type, Guid? Organization,
        long Attention, string Slug, DateTimeOffset Fresh, DateTimeOffset Now, int Take, int Counted)
    {
        /// <summary>Those that are counted: what is deleted stands in no list unless asked for.</summary>
        public string[] States { get; } =
            [.. Enum.GetValues<InstanceState>().Select(state => state.Snake()).Where(state => state != Deleted || Status == Deleted)];

        static string Deleted => InstanceState.Deleted.Snake();
    }

    // All but the state. What is not asked for is not read either: then an index alone is enough to count.
    const string Fits =
        """
        from     instances i
        where    (@Ids::uuid[] is null or i.id = any (@Ids))
        and      (@Anywhere::text is null or i.words like lower(@Anywhere))
        and      (@Version::text is null or i.app_version = @Version)
        and      (@Plan::text is null or (select o.tier from organizations o where o.id = i.organization_id) = @Plan)
        and      (@Type::text is null or i.kind = @Type)
        and      (@Organization::uuid is null or i.organization_id = @Organization)
        """;

    // A state has one place in the order, which lets the index go straight to it.
    const string InState =
        """
        and      i.attention < attention('deleted') + case when @Status = 'deleted' then 1 else 0 end
        and      (@Status::text is null or (i.state = @Status and i.attention = attention(@Status)))
        """;

    const string Before =
        $"""
        with counted as (
            select i.attention, i.slug
            {Fits}
            {InState}
            limit  @Counted),
        page as (
            select i.id, i.attention, i.slug
            {Fits}
            {InState}
        """;

    const string After =
        """
        )
        select   i.slug, o.name as organization, i.state, i.app_version, o.tier as plan, i.kind,
                 coalesce(s.away_since is null and s.seen_at >= @Fresh, false) as seen, @Now - s.seen_at as not_seen_for,
                 i.runs_since is not null as runs_unasked,
                 i.attention || '.' || i.slug as key, (select count(*) from counted) as total,
                 (select count(*) from counted c
                  where  (c.attention, c.slug) < (select p.attention, p.slug from page p order by 1, 2 limit 1)) as before
        from     page p
        join     instances i on i.id = p.id
        join     organizations o on o.id = i.organization_id
        join     servers s on s.id = i.server_id
        order by i.attention, i.slug
        """;

    public async Task<Result<InstancesListed>> Answer(ListInstances question, Work work, CancellationToken cancel)
    {
        var start = PageStart.Of(question.Csv ? null : question.Page, parts: 2);
        var arguments = new Arguments(
            null, null, question.Status?.Snake(), question.Version, question.Plan?.Snake(), question.Type?.Snake(),
            question.Organization?.Value,
            start.Number(0, -1), start.Text(1, ""), work.Now - HostWatch.Fresh, work.Now, ReadPage.Take(question.Csv), ReadPage.Counted);
        if (Searched.Of(question.Search) is { } searched) arguments = await Found(searched, arguments, work, cancel);
        var read = await work.Page<InstanceLine>(start,
            behind: $"{Before} and (i.attention, i.slug) > (@Attention, @Slug) order by i.attention, i.slug limit @Take {After}",
            before: $"{Before} and (i.attention, i.slug) < (@Attention, @Slug) order by i.attention desc, i.slug desc limit @Take {After}",
            arguments, Lines.LineOf(question with { Page = null }), question.Csv, cancel);
        if (read.Failed(out var page, out var refusal)) return refusal;
        if (page.Total == 0 && await versionWords.Unknown(question, work, cancel) is { } unknown) return unknown;
        var versions = await versionWords.Fitting(work.Db, "", VersionWords.Most, cancel);
        return new InstancesListed(question, page, await Counts(arguments, work, cancel), versions);
    }

    /// <summary>
    /// Either the few that fit, which are then put in order; or, where so many fit that each page of the list has some of them, the
    /// pattern, by which the list is walked through.
    /// </summary>
    static async Task<Arguments> Found(Searched searched, Arguments arguments, Work work, CancellationToken cancel)
    {
        var pattern = searched.IsShort ? searched.Beginning : searched.Anywhere;
        var ids = searched.IsShort
            ? await work.ListPlanned<Guid>(
                """
                select id from instances where slug like lower(@pattern)
                union all
                select id from instances where lower(name) collate "C" like lower(@pattern)
                limit  @Most
                """, new { pattern, Most = FewFound + 1 }, cancel)
            : await work.ListPlanned<Guid>(
                "select id from instances where words like lower(@pattern) limit @Most", new { pattern, Most = FewFound + 1 }, cancel);
        return ids.Count <= FewFound ? arguments with { Ids = [.. ids] } : arguments with { Anywhere = pattern };
    }

    /// <summary>How many of each state fit; none where that cannot be told without reading most of the table.</summary>
    static async Task<IReadOnlyList<StateCount>> Counts(Arguments arguments, Work work, CancellationToken cancel)
    {
        // Each state has its place in an index, as long as nothing else is asked of its rows.
        var plain = arguments is { Ids: null, Anywhere: null, Version: null, Plan: null, Type: null, Organization: null };
        var counts = plain
            ? await work.ListPlanned<StateCount>(
                $"""
                select   s.state, c.count
                from     unnest(@States) s (state)
                cross    join lateral (select count(*) as count from (select 1 {Fits} and i.state = s.state order by i.slug limit @Counted) i) c
                where    c.count > 0
                order by c.count desc, s.state
                """, arguments, cancel)
            : await work.ListPlanned<StateCount>(
                $"""
                select   c.state, count(*) as count
                from     (select i.state {Fits} and i.state = any (@States) limit @Counted) c
                group by c.state
                order by count(*) desc, c.state
                """, arguments, cancel);
        return !plain && counts.Sum(count => count.Count) > Paging.MostCounted ? [] : counts;
    }
}
