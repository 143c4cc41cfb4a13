using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

/// <summary>Tells #ops, once, that a server type which a tier uses can be ordered only so long, and what is as large.</summary>
static class EndingTypes
{
    sealed record Ending(
        string Type, string Tiers, string Slugs, DateTimeOffset LastOrderAt, string? Successor, long? PriceMinor, string? Currency)
    {
        public string? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)).ToString() : null;
    }

    public static async Task Tell(Work work, CancellationToken cancel)
    {
        foreach (var ending in await Untold(work, cancel))
        {
            await work.Say($"type-ends:{ending.Type}:{ending.LastOrderAt.ToUnixTimeSeconds()}", new To.Channel(Purpose.Ops),
                Said(ending, work.Now), cancel);
            await work.Execute("update tier_types set told = @LastOrderAt where type = @Type",
                new { ending.Type, ending.LastOrderAt }, cancel);
        }
    }

    static Task<IReadOnlyList<Ending>> Untold(Work work, CancellationToken cancel) => work.List<Ending>(
        """
        select   e.type, u.tiers, u.slugs, e.last_order_at, s.type as successor, s.price_minor, s.currency
        from     (select p.type, min(p.last_order_at) as last_order_at
                  from   provider_types p
                  where  p.last_order_at is not null
                  group  by p.type) e
        cross    join lateral (
                 select string_agg(t.name, ', ' order by t.slug) as tiers, string_agg(t.slug, ', ' order by t.slug) as slugs
                 from   tiers t
                 join   tier_types y on y.tier_id = t.id
                 where  y.type = e.type and t.archived_at is null and y.told is distinct from e.last_order_at) u
        left     join lateral (
                 select   n.type, n.price_minor, n.currency
                 from     provider_types o
                 join     provider_types n
                 on       n.cpus = o.cpus and n.memory_mb = o.memory_mb and n.disk_gb >= o.disk_gb and n.architecture = o.architecture
                 and      n.region = o.region
                 where    o.type = e.type and n.type <> e.type and n.last_order_at is null
                 order by n.dedicated <> o.dedicated, n.price_minor, n.type
                 limit    1) s on true
        where    u.tiers is not null
        order by e.type
        """, null, cancel);

    static Reply Said(Ending ending, DateTimeOffset now) => new($"Server type {ending.Type} goes")
    {
        Tone = Tone.Warning,
        Parts =
        [
            new Paragraph(
                (Words)(ending.LastOrderAt > now ? "It can be ordered until " : "It could be ordered until ")
                + new At(ending.LastOrderAt) + $". Servers that run on it go on. New ones are made of it for {ending.Tiers}."),
            new Paragraph(ending.Successor is { } next ? $"As large: {next}, {ending.Price} a month."
                : "Nothing as large is sold instead: look at what there is with /tier types."),
        ],
        Buttons =
        [
            .. ending.Slugs.Split(", ").Select(slug => new Button($"Look at {slug}", $"/tier show {slug}")),
            new Button("Types", "/tier types"),
        ],
    };
}
