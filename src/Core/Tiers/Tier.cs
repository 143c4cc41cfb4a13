using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Tiers;

/// <summary>One tier, with the server types that make it up, the one that is tried first standing first.</summary>
public sealed record Tier(
    TierId Id, string Slug, string Name, int Cpus, int MemoryGb, int DiskGb, long PriceMinor, string Currency, string? PriceId,
    string? TypesInOrder, long Organizations, long Version, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    public bool IsArchived => ArchivedAt is not null;

    public IReadOnlyList<string> Types => TypesInOrder is { Length: > 0 } types ? types.Split(", ") : [];

    /// <summary>"2 vCPU, 4 GB, 40 GB disk".</summary>
    public string Shape => $"{Cpus} vCPU, {MemoryGb} GB, {DiskGb} GB disk";

    public Target Target => Target.Of(Id, Name);

    /// <summary>What to say to who wants it where it is archived.</summary>
    internal Refusal NothingNew => new($"{Name} is archived: nothing new may use it.") { WaysOn = [new("Tiers", "/tier list")] };

    /// <summary>Cheapest first.</summary>
    internal static Task<IReadOnlyList<Tier>> All(Work work, bool archived, CancellationToken cancel) => work.List<Tier>(
        $"{Columns} where (@archived or t.archived_at is null) order by t.archived_at is not null, t.price_minor, t.slug",
        new { archived }, cancel);

    internal static Task<Tier> One(Work work, TierId id, CancellationToken cancel) =>
        work.Get<Tier>($"{Columns} where t.id = @id", new { id }, cancel);

    const string Columns =
        """
        select   t.id, t.slug, t.name, t.cpus, t.memory_gb, t.disk_gb, t.price_minor, t.currency, t.price_id,
                 (select string_agg(y.type, ', ' order by y.position) from tier_types y where y.tier_id = t.id) as types_in_order,
                 (select count(*) from organizations o where o.tier = t.slug) as organizations,
                 t.version, t.created_at, t.archived_at
        from     tiers t
        """;
}

/// <summary>As menus of other nouns' lists need it.</summary>
public sealed record TierName(TierId Id, string Name)
{
    /// <summary>Cheapest first, those that can be booked.</summary>
    internal static Task<IReadOnlyList<TierName>> All(Work work, CancellationToken cancel) =>
        work.List<TierName>("select id, name from tiers where archived_at is null order by price_minor, slug", null, cancel);

    /// <summary>The menu that filters a list by tier.</summary>
    internal static Picker Choice(string label, IReadOnlyList<TierName> tiers, TierId? chosen, Func<TierId?, string> line) => new(label,
        [new($"Any {label.ToLowerInvariant()}", line(null)), .. tiers.Select(tier => new PickerOption(tier.Name, line(tier.Id)))],
        tiers.FirstOrDefault(tier => tier.Id == chosen)?.Name);
}
