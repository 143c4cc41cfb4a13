using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Orphans;

public readonly record struct OrphanId(Guid Value) : IId<OrphanId>
{
    public static string Prefix => "orp";
    public static OrphanId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>Why it is an orphan no more.</summary>
public enum OrphanEnd { Gone, Known, Adopted, Removed }

/// <summary>Something at the provider that costs money and belongs to no record.</summary>
public sealed record Orphan(
    OrphanId Id, string Provider, CostKind Kind, string ProviderId, string Slug, string Name, string? Label, string? AttachedTo,
    string? Region, string? Ip, decimal? SizeGb, bool IsProtected, long PriceMinor, string Currency, DateTimeOffset MadeAt,
    DateTimeOffset FirstSeenAt, DateTimeOffset? EndedAt, OrphanEnd? EndedBy, long Version)
{
    public Money Price => new(PriceMinor, Values.Currency.Of(Currency));

    public Target Target => Target.Of(Id, Slug);

    /// <summary>"server build-7 in nbg1".</summary>
    public string What => OrphanWords.What(Kind, Name, Ip, SizeGb, Region);

    public static Task<Orphan> Get(NpgsqlConnection db, OrphanId id, CancellationToken cancel) => db.Get<Orphan>(
        """
        select id, provider, kind, provider_id, slug, name, label, attached_to, region, ip, size_gb, is_protected, price_minor, currency,
               made_at, first_seen_at, ended_at, ended_by, version
        from   orphans
        where  id = @id
        """, new { id }, cancel);

    /// <summary>
    /// Whose it turned out to be, by the records as they are now; none where it belongs to nothing. What is just being made is known by its
    /// label, which stands in the record before anything is ordered.
    /// </summary>
    public Task<string?> KnownAs(NpgsqlConnection db, CancellationToken cancel) => db.Find<string>(
        """
        select coalesce(
                   (select min(s.name)
                    from   servers s
                    where  s.state <> 'deleted'
                    and    ((s.provider = @Provider and s.provider_id in (case when @Kind = 'server' then @ProviderId end, @AttachedTo))
                            or s.label = @Label or (@Kind = 'server' and s.provider is null and s.name = @Name))),
                   (select min(s.name)
                    from   snapshots p
                    join   servers s on s.id = p.server_id
                    where  @Kind = 'snapshot' and p.provider = @Provider and p.provider_id = @ProviderId and p.deleted_at is null))
        """, new { Provider, Kind = Kind.Snake(), ProviderId, AttachedTo, Label, Name }, cancel);

    /// <summary>Why nothing is done to it any more; none while it is one.</summary>
    public Refusal? NoneAnyMore => EndedBy is not { } end ? null : new Refusal(end switch
    {
        OrphanEnd.Gone => $"{Slug} is gone at the provider and costs nothing any more.",
        OrphanEnd.Removed => $"{Slug} was removed already and costs nothing any more.",
        OrphanEnd.Adopted => $"{Slug} was adopted: it is the server {Name} now.",
        OrphanEnd.Known => $"{Slug} is no orphan any more: it belongs to a server that is known.",
    })
    { WaysOn = [new("Orphans", "/vps orphans")] };

    internal static Refusal IsKnown(Orphan orphan, string server) =>
        new($"{orphan.Slug} is no orphan any more: it belongs to {server}. Nothing was done to it.")
        {
            WaysOn = [new("Show", $"/vps show {server}")],
        };
}

static class OrphanWords
{
    public static string What(CostKind kind, string name, string? ip, decimal? sizeGb, string? region)
    {
        var called = kind == CostKind.Server ? name : ip ?? (name.Length > 0 ? name : "without a name");
        return $"{kind.InWords()} {called}{(sizeGb is { } size ? $", {size:0.##} GB" : "")}{(region is null ? "" : $" in {region}")}";
    }
}
