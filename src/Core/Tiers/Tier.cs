using OpsBot.Core.Operations;
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
