using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What is sold where, and for how much.</summary>
static class Catalogue
{
    // Nineteen of a hundred: what Germany adds.
    const decimal Gross = 1.19m;

    public static CloudAnswer Locations(CloudRequest request) => Paged.Of(request, "locations",
        CloudPriceList.Locations.Where(one => request.Query("name") is not { } name || one.Name == name), one => one);

    public static CloudAnswer Types(CloudWorld world, CloudRequest request) => Paged.Of(request, "server_types",
        world.Types.Where(one => request.Query("name") is not { } name || one.Name == name), type => Shape(world, type));

    public static CloudAnswer Pricing(CloudWorld world) => CloudAnswer.Ok(new
    {
        pricing = new
        {
            currency = "EUR", vat_rate = "19.00",
            server_types = world.Types.Select(type => new { type.Id, type.Name, prices = Prices(type) }),
        },
    });

    public static object Shape(CloudWorld world, CloudType type) => new
    {
        type.Id, type.Name, description = type.Name.ToUpperInvariant(), type.Cores, memory = (double)type.Memory, type.Disk,
        storage_type = "local", cpu_type = type.IsDedicated ? "dedicated" : "shared", type.Architecture, prices = Prices(type),
        locations = type.Prices.Keys.Select(place => new
        {
            CloudPriceList.Locations.Single(one => one.Name == place).Id, name = place, available = world.IsSold(type, place),
            recommended = type.Ends is null,
            deprecation = type.Ends is { } ends ? new { announced = ends.Announced, unavailable_after = ends.Until } : null,
        }),
    };

    static IEnumerable<object> Prices(CloudType type) => type.Prices.Select(price => new
    {
        location = price.Key, price_hourly = Price(price.Value / 624), price_monthly = Price(price.Value),
        included_traffic = 20L << 40, price_per_tb_traffic = Price(1m),
    });

    static object Price(decimal net) => new { net = Written(net), gross = Written(net * Gross) };

    static string Written(decimal price) => price.ToString("0.0000000000", CultureInfo.InvariantCulture);
}
