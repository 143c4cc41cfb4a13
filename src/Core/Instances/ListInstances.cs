using OpsBot.Core.Instances.Watching;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

public sealed record ListInstances(
    [Arg("part of a name, slug, customer or URL", MaxLength = 100)] string? Search = null,
    [Arg("only in this state", Named = true)] InstanceState? Status = null,
    [Arg("only this application version", Named = true, MaxLength = 20)] string? Version = null,
    [Arg("only of organizations on this plan", Named = true)] Tier? Plan = null,
    [Arg("only of this type", Named = true)] InstanceKind? Type = null,
    [Arg("only of this organization", Named = true)] OrganizationId? Organization = null,
    [Arg("which page", Named = true, Min = 1, Max = Paging.Most)] int Page = 1) : IQuestion<ListInstances, InstancesListed>
{
    public static Spec Spec { get; } = new("instance list", "All instances, with filters")
    {
        Examples = ["/instance list", "/instance list acme status:error", "/instance list plan:growth version:17.0 page:2"],
    };
}

public sealed record InstanceLine(
    string Slug, string Organization, InstanceState State, string AppVersion, Tier Plan, InstanceKind Kind, bool Seen, DateTimeOffset? SeenAt)
{
    public string Status => Sight.Cell(State, Seen, SeenAt);
}

public sealed record StateCount(InstanceState State, long Count);

public sealed record InstancesListed(ListInstances Asked, Page<InstanceLine> Page, IReadOnlyList<StateCount> Counts, IReadOnlyList<string> Versions) : IAnswer
{
    public Reply Say() => new("Instances")
    {
        Parts =
        [
            new Bars([.. Counts.Select(count => new Bar(Filter.Capitalized(count.State), count.Count, count.State.Tone))]),
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
            new Table([new("Instance"), new("Status"), new("Organization"), new("Version"), new("Plan"), new("Type")], [.. Page.Rows.Select(Row)])
            {
                Empty = IsFiltered ? "No instance fits these filters." : "There is no instance yet.",
            },
            .. Page.Turn(Page.Total == 1 ? "instance" : "instances", number => Lines.LineOf(Asked with { Page = number })),
        ],
        Buttons = [.. Filter.Clear(IsFiltered, "/instance list"), new Button("Failed", "/instance failed")],
    };

    static IReadOnlyList<string> Row(InstanceLine line) =>
    [
        line.Slug, line.Status, line.Organization, line.AppVersion,
        Filter.Capitalized(line.Plan), Filter.Capitalized(line.Kind),
    ];

    bool IsFiltered => Asked with { Page = 1 } != new ListInstances();

    // Any other filter starts at page one.
    static string Line(ListInstances asked) => Lines.LineOf(asked with { Page = 1 });
}

sealed class ListInstancesHandler : IAnswerQuestion<ListInstances, InstancesListed>
{
    // All but the state, which the counts go through.
    const string Fits =
        """
        from     instances i
        join     organizations o on o.id = i.organization_id
        where    (i.state <> 'deleted' or @Status = 'deleted')
        and      (@Search::text is null
                  or strpos(i.slug || ' ' || lower(i.name) || ' ' || lower(o.name) || ' ' || lower(i.url), lower(@Search)) > 0
                  or exists (select 1 from customers c where c.organization_id = o.id and strpos(lower(c.email), lower(@Search)) > 0))
        and      (@Version::text is null or i.app_version = @Version)
        and      (@Plan::text is null or o.tier = @Plan)
        and      (@Type::text is null or i.kind = @Type)
        and      (@Organization::uuid is null or o.id = @Organization)
        """;

    public async Task<Result<InstancesListed>> Answer(ListInstances question, Work work, CancellationToken cancel)
    {
        var filter = new
        {
            question.Search, Status = question.Status?.Snake(), question.Version, Plan = question.Plan?.Snake(), Type = question.Type?.Snake(),
            Organization = question.Organization?.Value, Skip = Paging.Before(question.Page), Take = Paging.Size,
            Fresh = work.Now - HostWatch.Fresh,
        };
        var counts = await work.List<StateCount>(
            $"""
            select   i.state, count(*) as count
            {Fits}
            group by i.state
            order by count(*) desc, i.state
            """, filter, cancel);
        var lines = await work.List<InstanceLine>(
            $"""
            select   i.slug, o.name as organization, i.state, i.app_version, o.tier as plan, i.kind,
                     coalesce((select s.away_since is null and s.seen_at >= @Fresh from servers s where s.id = i.server_id), false) as seen,
                     (select s.seen_at from servers s where s.id = i.server_id) as seen_at
            {Fits}
            and      (@Status::text is null or i.state = @Status)
            order by case i.state when 'error' then 0 when 'running' then 2 when 'stopped' then 3 else 1 end, i.slug
            offset   @Skip
            limit    @Take
            """, filter, cancel);
        var total = counts.Where(count => question.Status is null || count.State == question.Status).Sum(count => count.Count);
        if (lines.Count == 0 && total > 0) return Paging.NoSuchPage(question.Page, Lines.LineOf(question with { Page = 1 }));
        var versions = await work.List<string>(
            "select distinct app_version from instances where state <> 'deleted' order by app_version desc limit 20", null, cancel);
        return new InstancesListed(question, new(question.Page, lines, total), counts, versions);
    }
}
