using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

sealed record VolumesAnswer(IReadOnlyList<VolumeJson> Volumes, Meta? Meta = null) : IPage<VolumeJson>
{
    IReadOnlyList<VolumeJson> IPage<VolumeJson>.Rows => Volumes;
}

sealed record VolumeJson(
    long Id, string Name, decimal Size, Named Location, Protection Protection, DateTimeOffset Created,
    IReadOnlyDictionary<string, string> Labels, long? Server = null);

/// <summary>Everything in the project that costs money, each with its price.</summary>
static class HetznerCosts
{
    public static async Task<Result<IReadOnlyList<CostingItem>, ProviderFault>> Read(
        HetznerClient client, Urgency urgency, CancellationToken cancel)
    {
        if ((await HetznerPrices.Read(client, urgency, cancel)).Failed(out var prices, out var fault)) return fault;
        if ((await Pages<ServersAnswer, ServerJson>("servers", "servers")).Failed(out var servers, out fault)) return fault;
        if ((await Pages<PrimaryIpsAnswer, PrimaryIpJson>("primary_ips", "addresses")).Failed(out var primary, out fault)) return fault;
        if ((await Pages<FloatingIpsAnswer, FloatingIpJson>("floating_ips", "addresses")).Failed(out var floating, out fault)) return fault;
        if ((await Pages<VolumesAnswer, VolumeJson>("volumes", "volumes")).Failed(out var volumes, out fault)) return fault;
        if ((await Pages<ImagesAnswer, ImageJson>("images?type=snapshot", "snapshots")).Failed(out var images, out fault)) return fault;
        return (List<CostingItem>)
        [
            .. servers.Select(one => Of(one, prices)),
            // The IPv6 network that comes with a server costs nothing.
            .. primary.Select(one => Of(one, prices.Tariff)).Where(one => one.Price.Minor > 0),
            .. floating.Select(one => Of(one, prices.Tariff)), .. volumes.Select(one => Of(one, prices.Tariff)),
            .. images.Select(one => Of(one, prices.Tariff)),
        ];

        Task<Result<IReadOnlyList<TRow>, ProviderFault>> Pages<TPage, TRow>(string path, string what) where TPage : class, IPage<TRow> =>
            client.Pages<TPage, TRow>(new(HttpMethod.Get, path, $"look through the {what}") { Urgency = urgency }, cancel);
    }

    /// <summary>The path below which such things are deleted.</summary>
    public static string Path(CostKind kind) => kind switch
    {
        CostKind.Server => "servers",
        CostKind.PrimaryIp => "primary_ips",
        CostKind.FloatingIp => "floating_ips",
        CostKind.Volume => "volumes",
        CostKind.Snapshot => "images",
    };

    static CostingItem Of(ServerJson one, HetznerPrices prices) => new(CostKind.Server, Id(one.Id), one.Name, prices.Server(one))
    {
        Labels = one.Labels, Region = one.Location.Name, CreatedAt = one.Created, IsProtected = one.Protection.Delete,
        Ip = one.PublicNet.Ipv4?.Ip,
    };

    static CostingItem Of(PrimaryIpJson one, Tariff tariff) => new(CostKind.PrimaryIp, Id(one.Id), one.Name,
        tariff.Address(CostKind.PrimaryIp, HetznerAddresses.Family(one.Type), one.Location.Name) ?? tariff.Amount(0))
    {
        Labels = one.Labels, Region = one.Location.Name, CreatedAt = one.Created, IsProtected = one.Protection.Delete,
        AttachedTo = Attached(one.AssigneeId), Ip = HetznerAddresses.In(one.Ip),
    };

    static CostingItem Of(FloatingIpJson one, Tariff tariff) => new(CostKind.FloatingIp, Id(one.Id), one.Name,
        tariff.Address(CostKind.FloatingIp, HetznerAddresses.Family(one.Type), one.HomeLocation.Name) ?? tariff.Amount(0))
    {
        Labels = one.Labels, Region = one.HomeLocation.Name, CreatedAt = one.Created, IsProtected = one.Protection.Delete,
        AttachedTo = Attached(one.Server), Ip = HetznerAddresses.In(one.Ip),
    };

    static CostingItem Of(VolumeJson one, Tariff tariff) => new(CostKind.Volume, Id(one.Id), one.Name, tariff.Volume(one.Size))
    {
        Labels = one.Labels, Region = one.Location.Name, CreatedAt = one.Created, IsProtected = one.Protection.Delete,
        AttachedTo = Attached(one.Server), SizeGb = one.Size,
    };

    // What is still being taken has no size yet.
    static CostingItem Of(ImageJson one, Tariff tariff) => new(CostKind.Snapshot, Id(one.Id), one.Description,
        tariff.Picture(one.ImageSize ?? 0))
    {
        Labels = one.Labels, CreatedAt = one.Created, IsProtected = one.Protection.Delete, SizeGb = one.ImageSize,
    };

    static string Id(long id) => HetznerMachines.Id(id);

    static string? Attached(long? server) => server is { } id ? Id(id) : null;
}
