using System.Globalization;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Lists;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

public sealed record ListRoutes(
    [Arg("part of a slug", MaxLength = 63)] string? Search = null,
    [Arg("only in this state", Named = true)] RouteState? State = null,
    [Arg(Paging.Summary, Named = true, Hidden = true, MaxLength = Paging.LongestKey)] string? Page = null,
    [Arg(Filter.CsvSummary, Named = true, Hidden = true)] bool Csv = false) : IQuestion<ListRoutes, RoutesListed>
{
    public static Spec Spec { get; } = new("route list", "Which addresses lead where, and whether the proxy is as it should be")
    {
        Examples = ["/route list", "/route list acme", "/route list state:paused"],
    };
}

public sealed record RouteLine(
    string Slug, RouteState State, string Address, int Port, DateTimeOffset ChangedAt, string Key, long Total, long Before) : IListed
{
    public string LeadsTo => Route.To(System.Net.IPAddress.Parse(Address), Port);
}

/// <summary>The pattern makes an address of a slug; none where routing is off.</summary>
public sealed record RoutesListed(ListRoutes Asked, Page<RouteLine> Page, ProxySight Proxy, RoutePattern? Pattern) : IAnswer
{
    public Reply Say() => Asked.Csv
        ? Filter.File("Routes", Page, ["Route", "State", "Address", "Leads to", "Changed at"], Cells)
        : new("Routes")
        {
            Parts =
            [
                .. new Notice(Tone.Warning, Proxy.Told).If(Proxy.IsOff || Proxy.AwaySince is not null),
                new Pickers([Filter.By("State", Asked.State, state => Lines.LineOf(Asked with { State = state, Page = null }))]),
                // In two lines where there is little room: where it leads beside the state, and its address below.
                new Table([new("Route"), new("State"), new("Leads to"), new("Address")], [.. Page.Rows.Select(Row)])
                {
                    Empty = IsFiltered ? "No route fits these filters." : "There is no route yet.",
                },
                .. Page.Turn("route", "routes", page => Lines.LineOf(Asked with { Page = page })),
                .. new Small((Words)"The proxy: " + Proxy.Told).If(!Proxy.IsOff && Proxy.AwaySince is null),
            ],
            Buttons =
            [
                .. Filter.Clear(IsFiltered, "/route list"), .. Filter.Csv(Page, Lines.LineOf(Asked with { Page = null, Csv = true })),
                .. new Button("Check", "/route check").If(!Proxy.IsOff),
            ],
        };

    bool IsFiltered => Asked with { Page = null, Csv = false } != new ListRoutes();

    string AddressOf(RouteLine line) => Pattern?.AddressOf(line.Slug).ToString().TrimEnd('/') ?? "";

    IReadOnlyList<string> Row(RouteLine line) =>
        [line.Slug, Filter.Capitalized(line.State), line.LeadsTo, AddressOf(line)];

    IReadOnlyList<string?> Cells(RouteLine line) =>
    [
        line.Slug, line.State.Words(), AddressOf(line), line.LeadsTo,
        line.ChangedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture),
    ];
}

sealed class ListRoutesHandler(CaddyAdmin caddy, IOptions<RoutingOptions> options) : IAnswerQuestion<ListRoutes, RoutesListed>
{
    static readonly Listing routes = new(
        """
        from   routes r
        where  (@State::text is null or r.state = @State)
        and    (@Pattern::text is null or r.slug like lower(@Pattern))
        """,
        "r.slug, r.state, host(r.address) as address, r.port, r.changed_at",
        """
        from     page p
        join     routes r on r.slug = p.key0
        """,
        PageKey.Text("r.slug"));

    public async Task<Result<RoutesListed>> Answer(ListRoutes question, Work work, CancellationToken cancel)
    {
        var asked = new PageAsked(question.Page, question.Csv, Lines.LineOf(question with { Page = null }));
        var searched = Searched.Of(question.Search);
        var pattern = searched is { IsShort: true } ? searched.Beginning : searched?.Anywhere;
        var read = await work.Page<RouteLine>(routes, asked, new { State = question.State?.Snake(), Pattern = pattern }, cancel);
        return read.Failed(out var page, out var refusal) ? refusal : new RoutesListed(question, page,
            await ProxySight.Of(work.Db, caddy, cancel), caddy.IsOn ? options.Value.Addresses : null);
    }
}
