using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What is sold where, and for how much.</summary>
static class Catalogue
{
    // Nineteen of a hundred: what Germany adds.
    const decimal Gross = 1.19m;

    // Of a month, at most.
    const int Hours = 624;

    public static CloudAnswer Locations(CloudRequest request) => Paged.Of(request, "locations",
        CloudPriceList.Locations.Where(one => request.Query("name") is not { } name || one.Name == name), one => one);

    public static CloudAnswer Types(CloudWorld world, CloudRequest request) => Paged.Of(request, "server_types",
        world.Stock.Types.Where(one => request.Query("name") is not { } name || one.Name == name), type => Shape(world, type));

    public static CloudAnswer Pricing(CloudWorld world) => CloudAnswer.Ok(new
    {
        pricing = new
        {
            currency = "EUR", vat_rate = "19.00",
            image = new { price_per_gb_month = Price(CloudPriceList.ImageGb) },
            volume = new { price_per_gb_month = Price(CloudPriceList.VolumeGb) },
            server_backup = new { percentage = "20.0000000000" },
            floating_ips = Addresses(CloudPriceList.FloatingV4, CloudPriceList.FloatingV6),
            primary_ips = Addresses(CloudPriceList.PrimaryV4, 0),
            server_types = world.Stock.Types.Select(type => new { type.Id, type.Name, prices = Prices(type) }),
        },
    });

    public static object Shape(CloudWorld world, CloudType type) => new
    {
        type.Id, type.Name, description = type.Name.ToUpperInvariant(), type.Cores, memory = (double)type.Memory, type.Disk,
        storage_type = "local", cpu_type = type.IsDedicated ? "dedicated" : "shared", type.Architecture, prices = Prices(type),
        locations = type.Prices.Keys.Select(place => new
        {
            CloudPriceList.Locations.Single(one => one.Name == place).Id, name = place, available = world.Stock.IsSold(type, place),
            recommended = type.Ends is null,
            deprecation = type.Ends is { } ends ? new { announced = ends.Announced, unavailable_after = ends.Until } : null,
        }),
    };

    static IEnumerable<object> Addresses(decimal v4, decimal v6) =>
        from one in new[] { (Type: "ipv4", Net: v4), (Type: "ipv6", Net: v6) }
        select (object)new
        {
            one.Type,
            prices = CloudPriceList.Locations.Select(place => new
            {
                location = place.Name, price_hourly = Price(one.Net / Hours), price_monthly = Price(one.Net),
            }),
        };

    static IEnumerable<object> Prices(CloudType type) => type.Prices.Select(price => new
    {
        location = price.Key, price_hourly = Price(price.Value / Hours), price_monthly = Price(price.Value),
        included_traffic = 20L << 40, price_per_tb_traffic = Price(1m),
    });

    static object Price(decimal net) => new { net = Written(net), gross = Written(net * Gross) };

    static string Written(decimal price) => price.ToString("0.0000000000", CultureInfo.InvariantCulture);
}
