using Microsoft.Extensions.Options;
using OpsBot.Core.Health;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Organizations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers;

public sealed record ListServers(
    [Arg("only in this region", Named = true)] RegionId? Region = null,
    [Arg("only of this type", Named = true, MaxLength = 40, Words = typeof(ServerTypeWords))] string? Type = null,
    [Arg("only in this state", Named = true)] ServerState? State = null,
    [Arg("only of this purpose", Named = true)] ServerPurpose? Purpose = null,
    [Arg("only of this organization", Named = true)] OrganizationId? Org = null,
    [Arg("only those that run and are that well", Named = true)] HealthState? Health = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListServers, ServersListed>
{
    public static Spec Spec { get; } = new("vps list", "All servers and hosts, with filters")
    {
        Examples = ["/vps list", "/vps list health:unreachable", "/vps list region:nbg1 type:cx23", "/vps list purpose:host"],
    };
}

public sealed record ServerLine(
    string Name, ServerState State, ServerPurpose Purpose, string? Organization, string? Type, string Region, string? Provider,
    string? V4, string? V6, long? PriceMinor, string? Currency, HealthState? Health, DateTimeOffset? SeenAt, string Key, long Total,
    long Before) : IListed
{
    /// <summary>Whose it is, or what it is there for.</summary>
    public string For => Organization ?? Purpose.Words();

    public string? HealthAfter(DateTimeOffset oldest) => HealthMarks.Of(
        State == ServerState.Running && Purpose == ServerPurpose.Organization, Health, SeenAt, oldest);

    public string? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)).ToString() : null;
}

public sealed record ServerCount(ServerState State, long Count);

public sealed record ServersListed(
    ListServers Asked, Page<ServerLine> Page, IReadOnlyList<ServerCount> Counts, IReadOnlyList<string> Types,
    DateTimeOffset Oldest) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Servers", Page,
            ["Server", "State", "Health", "Purpose", "Organization", "Type", "Region", "Provider", "IPv4", "IPv6", "A month"], Cells)
        : new("Servers")
    {
        Parts =
        [
            .. new Bars([.. Counts.Select(Bar)]).If(Counts.Count > 0),
            new Pickers(
            [
                Filter.By("State", Asked.State, state => Line(Asked with { State = state })),
                Filter.By("Health", Asked.Health, health => Line(Asked with { Health = health })),
                Filter.By("Purpose", Asked.Purpose, purpose => Line(Asked with { Purpose = purpose })),
                new("Type",
                    [
                        new("Any type", Line(Asked with { Type = null })),
                        .. Types.Select(type => new PickerOption(type, Line(Asked with { Type = type }))),
                    ], Asked.Type),
            ]),
            // What two lines hold on a phone; the file has the rest.
            new Table([new("Server"), new("State"), new("Health"), new("For"), new("Type")], [.. Page.Rows.Select(Row)]) { Empty = Empty },
            .. Page.Turn("server", "servers", page => Lines.LineOf(Asked with { Page = page })),
        ],
        Buttons =
        [
            .. Filter.Clear(IsFiltered, "/vps list"), .. Filter.Csv(Page, Line(Asked with { Csv = true })),
            new Button("Orphans", "/vps orphans"),
        ],
    };

    IReadOnlyList<string> Row(ServerLine line) =>
        [line.Name, $"{line.State.Mark} {Filter.Capitalized(line.State)}", line.HealthAfter(Oldest) ?? "–", line.For,
            line.Type ?? "own"];

    IReadOnlyList<string?> Cells(ServerLine line) =>
    [
        line.Name, Filter.Capitalized(line.State), line.HealthAfter(Oldest), Filter.Capitalized(line.Purpose), line.Organization,
        line.Type, line.Region, line.Provider, line.V4, line.V6, line.Price,
    ];

    static Bar Bar(ServerCount count) =>
        new(Filter.Capitalized(count.State), count.Count, count.State.Tone) { Most = Paging.MostCounted };

    string Empty => IsFiltered ? "No server fits these filters." : "There is no server yet.";

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListServers();

    // Any other filter starts at the beginning.
    static string Line(ListServers asked) => Lines.LineOf(asked with { Page = null });
}

sealed class ListServersHandler(ServerTypeWords types, IOptions<HealthOptions> health) : IAnswerQuestion<ListServers, ServersListed>
{
    sealed record Arguments(
        Guid? Region, string? Type, string? State, string? Purpose, Guid? Org, string? Health, int UpTo, IReadOnlyList<string> States);

    // All but the state. What is not asked for is not read either: then a small index alone is enough to count by.
    const string Fits =
        """
        from     servers s
        where    (@Health::text is null or (s.health = @Health and s.state = 'running'))
        and      (@Region::uuid is null or s.region = (select r.name from regions r where r.id = @Region))
        and      (@Type::text is null or s.type = lower(@Type))
        and      (@Purpose::text is null or s.purpose = @Purpose)
        and      (@Org::uuid is null or s.organization_id = @Org)
        """;

    // A state has one place in the order, which lets the index go straight to it; what is deleted stands in no list unless asked for.
    static readonly Listing servers = new(
        $"""
        {Fits}
        and      s.attention < server_attention('deleted') + case when @State = 'deleted' then 1 else 0 end
        and      (@State::text is null or (s.state = @State and s.attention = server_attention(@State)))
        """,
        """
        s.name, s.state, s.purpose, o.slug as organization, s.type, s.region, s.provider, host(s.v4) as v4, host(s.v6) as v6,
                 s.price_minor, s.currency, h.health, h.seen_at
        """,
        """
        from     page p
        join     servers s on s.name = p.key1
        left     join organizations o on o.id = s.organization_id
        left     join server_health h on h.server_id = s.id
        """,
        PageKey.Number("s.attention"), PageKey.Text("s.name"));

    public async Task<Result<ServersListed>> Answer(ListServers question, Work work, CancellationToken cancel)
    {
        var arguments = new Arguments(question.Region?.Value, question.Type, question.State?.Snake(), question.Purpose?.Snake(),
            question.Org?.Value, question.Health?.Snake(), Paging.MostCounted + 1,
            [
                .. from state in Enum.GetValues<ServerState>()
                   where state != ServerState.Deleted || question.State == ServerState.Deleted
                   select state.Snake(),
            ]);
        var counts = await Counts(arguments, work, cancel);
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }))
        {
            Total = counts.Where(count => question.State is null || count.State == question.State).Sum(count => count.Count),
        };
        return (await work.Page<ServerLine>(servers, asked, arguments, cancel)).Failed(out var page, out var refusal) ? refusal
            : new ServersListed(question, page, counts, await types.Fitting(work.Db, "", ServerTypeWords.Most, cancel),
                work.Now - health.Value.Fresh);
    }

    static Task<IReadOnlyList<ServerCount>> Counts(Arguments arguments, Work work, CancellationToken cancel) =>
        work.ListPlanned<ServerCount>(
            $"""
            select   n.state, c.count
            from     unnest(@States) n (state)
            cross    join lateral (
                     select count(*) as count
                     from   (select 1 {Fits} and s.attention = server_attention(n.state) and s.state = n.state limit @UpTo) s) c
            where    c.count > 0
            order by c.count desc, n.state
            """, arguments, cancel);
}
