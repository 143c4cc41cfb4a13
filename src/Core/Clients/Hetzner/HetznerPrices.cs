using System.Globalization;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

// GET /pricing, members as in https://docs.hetzner.cloud/reference/cloud, in snake_case; only what is used.

sealed record PricingAnswer(Pricing Pricing);

sealed record Pricing(
    string Currency, GbPrice Image, GbPrice Volume, IReadOnlyList<IpPrice> FloatingIps, IReadOnlyList<IpPrice> PrimaryIps,
    Share ServerBackup);

/// <summary>Decimal strings: "3.7900000000", more digits than there are cents.</summary>
sealed record Price(string Net)
{
    public decimal Amount => decimal.Parse(Net, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}

sealed record PlacePrice(string Location, Price PriceMonthly);

sealed record GbPrice(Price PricePerGbMonth);

sealed record IpPrice(string Type, IReadOnlyList<PlacePrice> Prices);

/// <summary>In parts of a hundred.</summary>
sealed record Share(string Percentage);

/// <summary>Hetzner's prices, in a currency that OpsBot knows.</summary>
sealed record HetznerPrices(Pricing Pricing, Currency Currency)
{
    public Tariff Tariff { get; } = new(Currency, Pricing.Image.PricePerGbMonth.Amount, Pricing.Volume.PricePerGbMonth.Amount,
        [.. Addresses(CostKind.PrimaryIp, Pricing.PrimaryIps, Currency), .. Addresses(CostKind.FloatingIp, Pricing.FloatingIps, Currency)]);

    public static async Task<Result<HetznerPrices, ProviderFault>> Read(HetznerClient client, Urgency urgency, CancellationToken cancel)
    {
        var call = new HetznerCall(HttpMethod.Get, "pricing", "read the prices") { Urgency = urgency };
        if ((await client.Ask<PricingAnswer>(call, cancel)).Failed(out var answer, out var fault)) return fault;
        var (pricing, code) = (answer.Pricing, answer.Pricing.Currency);
        return Currency.Known.Any(known => known.Code == code) ? new HetznerPrices(pricing, Currency.Of(code))
            : new ProviderFault(ProviderTrouble.Misconfigured, $"Hetzner's prices are in {code}, which OpsBot does not know. Update OpsBot.");
    }

    /// <summary>Backups cost a share of the server's own price.</summary>
    public Money Server(ServerJson server)
    {
        var price = server.ServerType.Prices.FirstOrDefault(one => one.Location == server.Location.Name)?.PriceMonthly.Amount ?? 0;
        var backups = server.BackupWindow is null ? 0
            : decimal.Parse(Pricing.ServerBackup.Percentage, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return Tariff.Amount(price * (100 + backups) / 100);
    }

    static IEnumerable<AddressPrice> Addresses(CostKind kind, IReadOnlyList<IpPrice> all, Currency currency) =>
        from one in all
        from price in one.Prices
        select new AddressPrice(kind, HetznerAddresses.Family(one.Type), price.Location,
            Tariff.Amount(price.PriceMonthly.Amount, currency));
}
