using OpsBot.Core.Operations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

/// <summary>One server type of a tier in one place; without a price it is not sold there.</summary>
public sealed record TierType(
    string Tier, string Slug, int Position, string Type, string? Region, long? PriceMinor, string? Currency, bool? Available,
    DateTimeOffset? LastOrderAt)
{
    public Money? Price => PriceMinor is { } minor ? new Money(minor, Values.Currency.Of(Currency!)) : null;

    public bool CanBeOrdered(DateTimeOffset now) => Available == true && !(LastOrderAt <= now);

    public string InWords(DateTimeOffset now) =>
        Available is null ? "not sold there"
        : LastOrderAt <= now ? "not sold any more"
        : Available == false ? "sold out"
        : LastOrderAt is { } last ? $"until {new Replies.At(last).Text}"
        : "can be ordered";

    /// <summary>Each type once: its tier, its name, its price and where it can be ordered.</summary>
    public static IEnumerable<IReadOnlyList<string>> Everywhere(IEnumerable<TierType> types, DateTimeOffset now) =>
        from type in types
        group type by (type.Tier, type.Position, type.Type) into places
        let free = places.Where(place => place.CanBeOrdered(now)).ToList()
        select (IReadOnlyList<string>)
        [
            places.Key.Tier, places.Key.Type, (free.FirstOrDefault() ?? places.First()).Price?.ToString() ?? "–",
            free.Count > 0 ? string.Join(", ", free.Select(place => place.Region))
                : places.All(place => place.Region is null) ? "not known" : "nowhere now",
        ];

    /// <summary>
    /// Of all tiers that something new may use, or of one; in one place or in all where they are sold. First choice first.
    /// </summary>
    internal static Task<IReadOnlyList<TierType>> All(
        Work work, TierId? tier, string? region, CancellationToken cancel) => work.List<TierType>(
        """
        select   t.name as tier, t.slug, y.position, y.type, p.region, p.price_minor, p.currency, p.available, p.last_order_at
        from     tiers t
        join     tier_types y on y.tier_id = t.id
        left     join provider_types p on p.type = y.type and (@region::text is null or p.region = @region)
        where    t.id = @tier or (@tier::uuid is null and t.archived_at is null)
        order by t.price_minor, t.slug, y.position, p.region
        """, new { tier = tier?.Value, region }, cancel);
}
