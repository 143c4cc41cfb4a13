using System.Globalization;
using OpsBot.Core.Instances.Watching;
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
    [Arg("which page", Named = true, Min = 1, Max = 100_000)] int Page = 1) : IQuestion<ListInstances, InstancesListed>
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

public sealed record InstancesListed(ListInstances Asked, string? OrganizationSlug, IReadOnlyList<InstanceLine> Lines, IReadOnlyList<StateCount> Counts, IReadOnlyList<string> Versions) : IAnswer
{
    public const int PageSize = 25;

    long Total => Asked.Status is { } only ? Counts.FirstOrDefault(count => count.State == only)?.Count ?? 0 : Counts.Sum(count => count.Count);

    public Reply Say() => new("Instances")
    {
        Parts =
        [
            new Bars([.. Counts.Select(count => new Bar(Capital(count.State.Words()), count.Count, count.State.Tone))]),
            new Pickers(
            [
                new("Status", [new("Any status", Line(status: "")), .. Enum.GetValues<InstanceState>().Where(state => state != InstanceState.Deleted).Select(state => new PickerOption(Capital(state.Words()), Line(status: state.Snake())))], Asked.Status is { } s ? Capital(s.Words()) : null),
                new("Plan", [new("Any plan", Line(plan: "")), .. Enum.GetValues<Tier>().Select(tier => new PickerOption(Capital(tier.Words()), Line(plan: tier.Snake())))], Asked.Plan is { } p ? Capital(p.Words()) : null),
                new("Type", [new("Any type", Line(type: "")), .. Enum.GetValues<InstanceKind>().Select(kind => new PickerOption(Capital(kind.Words()), Line(type: kind.Snake())))], Asked.Type is { } t ? Capital(t.Words()) : null),
                new("Version", [new("Any version", Line(version: "")), .. Versions.Select(version => new PickerOption(version, Line(version: version)))], Asked.Version),
            ]),
            new Table([new("Instance"), new("Organization"), new("Status"), new("Version"), new("Plan"), new("Type")],
                [.. Lines.Select(Row)])
            { Empty = IsFiltered ? "No instance fits these filters." : "There is no instance yet." },
            new Small(Total == 0 ? "0 instances" : $"Showing {From.ToString(CultureInfo.InvariantCulture)}–{From + Lines.Count - 1} of {Total}"),
        ],
        Buttons =
        [
            .. Asked.Page > 1 ? [new Button("◀ Back", Line(page: Asked.Page - 1)) { InPlace = true }] : Array.Empty<Button>(),
            .. From + Lines.Count - 1 < Total ? [new Button("Next ▶", Line(page: Asked.Page + 1)) { InPlace = true }] : Array.Empty<Button>(),
            .. IsFiltered ? [new Button("Clear filters", "/instance list") { InPlace = true }] : Array.Empty<Button>(),
            new Button("Failed", "/instance failed"),
        ],
    };

    static IReadOnlyList<string> Row(InstanceLine line) =>
        [line.Slug, line.Organization, line.Status, line.AppVersion, Capital(line.Plan.Words()), Capital(line.Kind.Words())];

    int From => (Asked.Page - 1) * PageSize + 1;

    bool IsFiltered => Asked is not { Search: null, Status: null, Version: null, Plan: null, Type: null, Organization: null };

    // The same filters with one changed; a filter set to nothing is left out, and any change starts at page one.
    string Line(string? status = null, string? version = null, string? plan = null, string? type = null, int page = 1) => CommandLine.Write("instance list", new (string Name, string? Value)[]
    {
        ("search", Asked.Search),
        ("status", status ?? (Asked.Status is { } s ? s.Snake() : null)),
        ("version", version ?? Asked.Version),
        ("plan", plan ?? (Asked.Plan is { } p ? p.Snake() : null)),
        ("type", type ?? (Asked.Type is { } t ? t.Snake() : null)),
        ("organization", OrganizationSlug),
        ("page", page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null),
    }.Where(argument => !string.IsNullOrEmpty(argument.Value)).Select(argument => KeyValuePair.Create(argument.Name, argument.Value!)));

    static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}

public sealed record StateCount(InstanceState State, long Count);

sealed class ListInstancesHandler : IAnswerQuestion<ListInstances, InstancesListed>
{
    public async Task<Result<InstancesListed>> Answer(ListInstances question, Work work, CancellationToken cancel)
    {
        var filter = new
        {
            question.Search, Status = question.Status?.Snake(), question.Version, Plan = question.Plan?.Snake(), Type = question.Type?.Snake(),
            Organization = question.Organization?.Value, Skip = (question.Page - 1) * InstancesListed.PageSize, Take = InstancesListed.PageSize,
            Fresh = work.Now - HostWatch.Fresh,
        };
        var counts = await work.List<StateCount>(
            """
            select   i.state, count(*) as count
            from     instances i
            join     organizations o on o.id = i.organization_id
            where    (i.state <> 'deleted' or @Status = 'deleted')
            and      (@Search::text is null or strpos(i.slug || ' ' || lower(i.name) || ' ' || lower(o.name) || ' ' || lower(i.url), lower(@Search)) > 0
                      or exists (select 1 from customers c where c.organization_id = o.id and strpos(lower(c.email), lower(@Search)) > 0))
            and      (@Version::text is null or i.app_version = @Version)
            and      (@Plan::text is null or o.tier = @Plan)
            and      (@Type::text is null or i.kind = @Type)
            and      (@Organization::uuid is null or o.id = @Organization)
            group by i.state
            order by count(*) desc, i.state
            """, filter, cancel);
        var lines = await work.List<InstanceLine>(
            """
            select   i.slug, o.name as organization, i.state, i.app_version, o.tier as plan, i.kind,
                     coalesce((select s.away_since is null and s.seen_at >= @Fresh from servers s where s.id = i.server_id), false) as seen,
                     (select s.seen_at from servers s where s.id = i.server_id) as seen_at
            from     instances i
            join     organizations o on o.id = i.organization_id
            where    (i.state <> 'deleted' or @Status = 'deleted')
            and      (@Search::text is null or strpos(i.slug || ' ' || lower(i.name) || ' ' || lower(o.name) || ' ' || lower(i.url), lower(@Search)) > 0
                      or exists (select 1 from customers c where c.organization_id = o.id and strpos(lower(c.email), lower(@Search)) > 0))
            and      (@Status::text is null or i.state = @Status)
            and      (@Version::text is null or i.app_version = @Version)
            and      (@Plan::text is null or o.tier = @Plan)
            and      (@Type::text is null or i.kind = @Type)
            and      (@Organization::uuid is null or o.id = @Organization)
            order by case i.state when 'error' then 0 when 'running' then 2 when 'stopped' then 3 else 1 end, i.slug
            offset   @Skip
            limit    @Take
            """, filter, cancel);
        var versions = await work.List<string>("select distinct app_version from instances where state <> 'deleted' order by app_version desc limit 20", null, cancel);
        var slug = question.Organization is { } organization
            ? await work.Find<string>("select slug from organizations where id = @organization", new { organization }, cancel) : null;
        return lines.Count == 0 && question.Page > 1 && counts.Count > 0
            ? new Refusal($"There is no page {question.Page}.") { WaysOn = [new("First page", "/instance list")] }
            : new InstancesListed(question, slug, lines, counts, versions);
    }
}
