using System.Globalization;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>Hetzner Cloud as a provider of servers.</summary>
sealed class HetznerProvider(HetznerClient client) : IProvider
{
    const int PageSize = 50;
    const int MostPages = 20;

    public string Name => HetznerClient.Name;

    public string Called => "Hetzner";

    public bool IsSetUp => client.IsSetUp;

    public async Task<Result<Catalogue, ProviderFault>> Catalogue(Urgency urgency, CancellationToken cancel)
    {
        var pricing = new HetznerCall(HttpMethod.Get, "pricing", "read the prices") { Urgency = urgency };
        if ((await client.Ask<PricingAnswer>(pricing, cancel)).Failed(out var prices, out var fault)) return fault;
        if (Currency.Known.All(known => known.Code != prices.Pricing.Currency))
            return new ProviderFault(ProviderTrouble.Misconfigured,
                $"Hetzner's prices are in {prices.Pricing.Currency}, which OpsBot does not know. Update OpsBot.");
        var currency = Currency.Of(prices.Pricing.Currency);
        var offers = new List<Offer>();
        for (int? page = 1; page is { } number && number <= MostPages;)
        {
            var call = new HetznerCall(HttpMethod.Get, $"server_types?page={number}&per_page={PageSize}", "read the server types")
            {
                Urgency = urgency,
            };
            if ((await client.Ask<ServerTypesAnswer>(call, cancel)).Failed(out var types, out fault)) return fault;
            offers.AddRange(types.ServerTypes.SelectMany(type => Offers(type, currency)));
            page = types.Meta?.Pagination?.NextPage;
        }
        return new Catalogue(offers);
    }

    static IEnumerable<Offer> Offers(ServerType type, Currency currency) =>
        from location in type.Locations ?? []
        let price = type.Prices.FirstOrDefault(price => price.Location == location.Name)
        where price is not null
        select new Offer(type.Name, location.Name, type.Cores, (int)(type.Memory * 1024), type.Disk, type.Architecture,
            type.CpuType == "dedicated")
        {
            Price = Amount(price.PriceMonthly.Net, currency), Available = location.Available ?? true,
            AnnouncedAt = location.Deprecation?.Announced, LastOrderAt = location.Deprecation?.UnavailableAfter,
        };

    // "3.7900000000": more digits than there are cents.
    static Money Amount(string written, Currency currency) => new(
        (long)decimal.Round(decimal.Parse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * currency.Factor,
            MidpointRounding.AwayFromZero), currency);
}
