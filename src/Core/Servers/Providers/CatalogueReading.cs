using System.Globalization;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;

namespace OpsBot.Core.Servers.Providers;

/// <summary>Reads what the provider sells, where and for how much, and tells the team once of what a tier uses and what goes.</summary>
public sealed class CatalogueReading(NpgsqlDataSource source, IProvider provider, Transactions transactions, TimeProvider time)
{
    public const string Duty = "catalogue";

    public async Task Round(CancellationToken cancel)
    {
        if (!provider.IsSetUp) return;
        if ((await provider.Catalogue(Urgency.Whenever, cancel)).Failed(out var catalogue, out var fault))
            // The schedule shows it, and tries again in a while.
            throw new HttpRequestException(fault.Sentence);
        await Keep(catalogue.Offers, cancel);
        await transactions.As(Actor.OpsBot(Duty), async work => { await EndingTypes.Tell(work, cancel); return true; }, cancel);
    }

    async Task Keep(IReadOnlyList<Offer> offers, CancellationToken cancel)
    {
        await using var db = await source.OpenConnectionAsync(cancel);
        await db.Execute(
            """
            with read as (
                insert into provider_types (
                    provider, type, region, cpus, memory_mb, disk_gb, architecture, dedicated, price_minor, currency, available,
                    announced_at, last_order_at, seen_at)
                select @Name, o.*, @Now
                from   unnest(
                       @Types, @Regions, @Cpus, @Memory, @Disk, @Architecture, @Dedicated, @Prices, @Currencies, @Available,
                       @Announced::timestamptz[], @LastOrder::timestamptz[]) as o
                on conflict (provider, type, region) do update
                set    cpus = excluded.cpus, memory_mb = excluded.memory_mb, disk_gb = excluded.disk_gb,
                       architecture = excluded.architecture, dedicated = excluded.dedicated, price_minor = excluded.price_minor,
                       currency = excluded.currency, available = excluded.available, announced_at = excluded.announced_at,
                       last_order_at = excluded.last_order_at, seen_at = excluded.seen_at)
            delete from provider_types p
            where  p.provider = @Name
            and    not exists (select from unnest(@Types, @Regions) as o (type, region) where o.type = p.type and o.region = p.region)
            """,
            new
            {
                provider.Name, Now = time.GetUtcNow(),
                Types = offers.Select(one => one.Type).ToArray(), Regions = offers.Select(one => one.Region).ToArray(),
                Cpus = offers.Select(one => one.Cpus).ToArray(), Memory = offers.Select(one => one.MemoryMb).ToArray(),
                Disk = offers.Select(one => one.DiskGb).ToArray(), Architecture = offers.Select(one => one.Architecture).ToArray(),
                Dedicated = offers.Select(one => one.Dedicated).ToArray(), Prices = offers.Select(one => one.Price.Minor).ToArray(),
                Currencies = offers.Select(one => one.Price.Currency.Code).ToArray(),
                Available = offers.Select(one => one.Available).ToArray(),
                Announced = offers.Select(one => Written(one.AnnouncedAt)).ToArray(),
                LastOrder = offers.Select(one => Written(one.LastOrderAt)).ToArray(),
            }, cancel);
    }

    static string? Written(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
