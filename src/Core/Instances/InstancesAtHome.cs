using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Lists;
using OpsBot.Core.Overview;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Instances;

/// <summary>Failed instances want attention.</summary>
sealed class FailedAtHome : IHomeSection
{
    public int Order => 20;

    sealed record Failed(string Slug, string Error, DateTimeOffset FailedAt);

    public void Ask(Batch batch, HomeReader reader) => batch.Add(
        "select slug, error, failed_at from instances where state = 'error' order by failed_at desc, id desc limit 5", null);

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var failed = await answers.Rows<Failed>(cancel);
        return failed.Count == 0 ? [] :
        [
            new Title("Needs attention"),
            .. failed.Select(line => new Item(
                Words.Of(new Strong(line.Slug), new Plain($"  {line.Error}\nSince "), new At(line.FailedAt)),
                [
                    new Button("Retry", $"/instance retry {line.Slug}") { Spoken = $"Retry {line.Slug}" },
                    new Button("Logs", $"/instance logs {line.Slug}") { Spoken = $"Logs of {line.Slug}" },
                ])),
        ];
    }
}

/// <summary>The platform in numbers, as far as numbers are counted, each with a way on.</summary>
sealed class NumbersAtHome : IHomeSection
{
    const int UpTo = Paging.MostCounted + 1;

    public int Order => 40;

    sealed record Totals(long Customers, long Organizations, long Active, long Servers, long Ill, long Hosts, long Incidents);

    static string[] States { get; } =
        [.. Enum.GetValues<InstanceState>().Except([InstanceState.Deleted]).Select(state => state.Snake())];

    public void Ask(Batch batch, HomeReader reader)
    {
        batch.Add(
            """
            select (select count(*) from (select 1 from customers limit @UpTo) c) as customers,
                   (select count(*) from (select 1 from organizations where state <> 'deleted' limit @UpTo) o) as organizations,
                   (select count(*) from (select 1 from organizations o
                                          where  o.attention = organization_attention('active') and o.state = 'active'
                                          limit  @UpTo) o) as active,
                   (select count(*) from (select 1 from servers where purpose = 'organization' and state <> 'deleted' limit @UpTo) s)
                   as servers,
                   (select count(*) from (select 1 from server_health h
                                          join   servers s on s.id = h.server_id and s.state = 'running'
                                          where  h.health <> 'healthy'
                                          limit  @UpTo) h) as ill,
                   (select count(*) from (select 1 from servers where purpose = 'host' limit @UpTo) s) as hosts,
                   (select count(*) from (select 1 from alerts where state <> 'resolved' limit @UpTo) a) as incidents
            """, new { UpTo });
        batch.Add(
            """
            select   s.state, c.count
            from     unnest(@States) s (state)
            cross    join lateral (select count(*) as count from (select 1 from instances i where i.state = s.state limit @UpTo) i) c
            where    c.count > 0
            order by c.count desc, s.state
            """, new { States, UpTo });
    }

    public async Task<IReadOnlyList<Part>> Show(NpgsqlDataReader answers, HomeReader reader, CancellationToken cancel)
    {
        var totals = (await answers.Rows<Totals>(cancel)).Single();
        var counts = await answers.Rows<StateCount>(cancel);
        var running = counts.FirstOrDefault(count => count.State == InstanceState.Running)?.Count ?? 0;
        return
        [
            new Title("Platform"),
            Card(totals.Customers, totals.Customers == 1 ? "customer" : "customers", "", "Customers", "/customer list"),
            Card(totals.Organizations, totals.Organizations == 1 ? "organization" : "organizations", $", {Written(totals.Active)} active",
                "Organizations", "/org list"),
            Card(counts.Sum(count => count.Count), "instances", $", {Written(running)} running", "Instances", "/instance list"),
            Card(totals.Servers, totals.Servers == 1 ? "server" : "servers",
                $" of organizations{(totals.Ill == 0 ? "" : $", {Written(totals.Ill)} not well")}, {Written(totals.Hosts)} hosts",
                "Servers", "/vps list"),
            Card(totals.Incidents, totals.Incidents == 1 ? "incident" : "incidents", " open", "Alerts", "/alert list"),
            .. new Title("Instances").If(counts.Count > 0), .. new Bars([.. counts.Select(Bar)]).If(counts.Count > 0),
        ];
    }

    static Item Card(long count, string what, string more, string label, string command) =>
        new(Words.Of(new Strong(Written(count)), new Plain($" {what}{more}")), [new Button(label, command)]);

    static string Written(long count) => new Bar("", count) { Most = Paging.MostCounted }.Written;

    static Bar Bar(StateCount count) => new(count.State.Words(), count.Count, count.State.Tone) { Most = Paging.MostCounted };
}
