using Microsoft.Extensions.Options;
using OpsBot.Core.Health;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Servers;
using OpsBot.Core.Tiers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Organizations;

public sealed record ListOrganizations(
    [Arg("part of a name, a slug or a customer's e-mail", MaxLength = 200)] string? Search = null,
    [Arg("only in this state", Named = true)] OrganizationState? Status = null,
    [Arg("only on this tier", Named = true)] TierId? Tier = null,
    [Arg("only in this region", Named = true)] RegionId? Region = null,
    [Arg("only those whose server runs and is that well", Named = true)] HealthState? Health = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListOrganizations, OrganizationsListed>
{
    public static Spec Spec { get; } = new("org list", "All organizations, with filters")
    {
        Examples = ["/org list", "/org list acme", "/org list status:suspended", "/org list health:unhealthy"],
    };
}

public sealed record OrganizationLine(
    string Slug, string Name, OrganizationState State, string Tier, string Region, string? Owner, long Instances,
    ServerState? Server, HealthState? Health, DateTimeOffset? SeenAt, string Key, long Total, long Before) : IListed
{
    public string? HealthAfter(DateTimeOffset oldest) => HealthMarks.Of(Server == ServerState.Running, Health, SeenAt, oldest);
}

public sealed record OrganizationCount(OrganizationState State, long Count);

public sealed record OrganizationsListed(
    ListOrganizations Asked, Page<OrganizationLine> Page, IReadOnlyList<OrganizationCount> Counts, IReadOnlyList<TierName> Tiers,
    DateTimeOffset Oldest) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Organizations", Page, ["Organization", "Status", "Health", "Name", "Tier", "Region", "Instances", "Owner"], Cells)
        : new("Organizations")
    {
        Parts =
        [
            .. new Bars([.. Counts.Select(Bar)]).If(Counts.Count > 0),
            new Pickers(
            [
                Filter.By("Status", Asked.Status, status => Line(Asked with { Status = status })),
                Filter.By("Health", Asked.Health, health => Line(Asked with { Health = health })),
                TierName.Choice("Tier", Tiers, Asked.Tier, tier => Line(Asked with { Tier = tier })),
            ]),
            // What two lines hold on a phone; the file has the rest.
            new Table([new("Organization"), new("Status"), new("Health"), new("Name"), new("Tier")], [.. Page.Rows.Select(Row)])
                { Empty = Empty },
            .. Page.Turn("organization", "organizations", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(IsFiltered, "/org list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
            new Button("Waitlist", "/org waitlist"),
        ],
    };

    IReadOnlyList<string> Row(OrganizationLine line) =>
        [line.Slug, $"{line.State.Mark} {Filter.Capitalized(line.State)}", line.HealthAfter(Oldest) ?? "–", line.Name, line.Tier];

    IReadOnlyList<string?> Cells(OrganizationLine line) =>
    [
        line.Slug, Filter.Capitalized(line.State), line.HealthAfter(Oldest), line.Name, line.Tier, line.Region, $"{line.Instances}",
        line.Owner,
    ];

    static Bar Bar(OrganizationCount count) =>
        new(Filter.Capitalized(count.State), count.Count, count.State.Tone) { Most = Paging.MostCounted };

    string Empty => IsFiltered
        ? string.Join(' ', ((string?[])["No organization fits these filters.", Searched.Of(Asked.Search)?.Hint]).OfType<string>())
        : "There is no organization yet.";

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListOrganizations();

    // Any other filter starts at the beginning.
    static string Line(ListOrganizations asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListOrganizationsHandler(IOptions<HealthOptions> health) : IAnswerQuestion<ListOrganizations, OrganizationsListed>
{
    sealed record Arguments(string? Anywhere, string? Beginning, string? Status, Guid? Tier, Guid? Region, string? Health, int UpTo);

    // Nearly all are healthy, so that those are asked one by one; few are not, so that those are gathered first.
    // All but the state. What is not asked for is not read either: then a small index alone is enough to count by.
    const string Fits =
        """
        from     organizations o
        where    (@Health::text is null or case when @Health = 'healthy' then exists (
                      select 1 from servers s
                      where  s.organization_id = o.id and s.health = 'healthy' and s.purpose = 'organization' and s.state = 'running')
                  else o.id = any (array(
                      select s.organization_id from servers s
                      where  s.health = @Health and s.purpose = 'organization' and s.state = 'running')) end)
        and      (@Anywhere::text is null or o.words like lower(@Anywhere)
                  or o.id = any (array(select c.organization_id from customers c where c.words like lower(@Anywhere) limit 500)))
        and      (@Beginning::text is null or o.slug like lower(@Beginning) or lower(o.name) collate "C" like lower(@Beginning))
        and      (@Tier::uuid is null or o.tier = (select t.slug from tiers t where t.id = @Tier))
        and      (@Region::uuid is null or o.region = (select r.name from regions r where r.id = @Region))
        """;

    // A state has one place in the order, which lets the index go straight to it.
    static readonly Listing organizations = new(
        $"{Fits} and (@Status::text is null or (o.state = @Status and o.attention = organization_attention(@Status)))",
        """
        o.slug, o.name, o.state, t.name as tier, o.region, w.email as owner,
                 (select count(*) from instances i where i.organization_id = o.id and i.state <> 'deleted') as instances,
                 s.state as server, h.health, h.seen_at
        """,
        """
        from     page p
        join     organizations o on o.slug = p.key1
        join     tiers t on t.slug = o.tier
        left     join customers w on w.id = o.owner_id
        left     join servers s on s.organization_id = o.id and s.purpose = 'organization' and s.state <> 'deleted'
        left     join server_health h on h.server_id = s.id
        """,
        PageKey.Number("o.attention"), PageKey.Text("o.slug"));

    public async Task<Result<OrganizationsListed>> Answer(ListOrganizations question, Work work, CancellationToken cancel)
    {
        var searched = Searched.Of(question.Search);
        // What is searched for has to be read to be counted, and nobody turns the pages of thousands.
        var most = searched is null || question.Csv ? Paging.MostCounted : Listing.Few;
        var arguments = new Arguments(
            searched is { IsShort: false } ? searched.Anywhere : null, searched is { IsShort: true } ? searched.Beginning : null,
            question.Status?.Snake(), question.Tier?.Value, question.Region?.Value, question.Health?.Snake(), most + 1);
        var counts = await Counts(arguments, work, cancel);
        var all = counts.Sum(count => count.Count);
        var isWhole = searched is null || all <= most;
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }))
        {
            Most = most,
            Total = question.Status is not { } status ? all
                : isWhole ? counts.Where(count => count.State == status).Sum(count => count.Count) : null,
        };
        return (await work.Page<OrganizationLine>(organizations, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new OrganizationsListed(question, page, isWhole ? counts : [], await TierName.All(work, cancel),
                work.Now - health.Value.Fresh);
    }

    /// <summary>How many of each state fit. What is searched for is counted as far as a total goes, whatever its state.</summary>
    static Task<IReadOnlyList<OrganizationCount>> Counts(Arguments arguments, Work work, CancellationToken cancel) =>
        arguments is { Anywhere: null, Beginning: null }
            ? work.ListPlanned<OrganizationCount>(
                $"""
                select   n.state, c.count
                from     unnest(@States) n (state)
                cross    join lateral (
                         select count(*) as count
                         from   (select 1 {Fits} and o.attention = organization_attention(n.state) and o.state = n.state limit @UpTo) o) c
                where    c.count > 0
                order by c.count desc, n.state
                """,
                new
                {
                    arguments.Anywhere, arguments.Beginning, arguments.Tier, arguments.Region, arguments.Health,
                    arguments.UpTo,
                    States = Enum.GetValues<OrganizationState>().Select(state => state.Snake()).ToArray(),
                }, cancel)
            : work.ListPlanned<OrganizationCount>(
                $"""
                select   c.state, count(*) as count
                from     (select o.state {Fits} limit @UpTo) c
                group by c.state
                order by count(*) desc, c.state
                """, arguments, cancel);
}
