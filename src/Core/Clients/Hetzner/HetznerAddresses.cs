using OpsBot.Core.Servers.Providers;

namespace OpsBot.Core.Clients.Hetzner;

sealed record FloatingIpsAnswer(IReadOnlyList<FloatingIpJson> FloatingIps, Meta? Meta = null) : IPage<FloatingIpJson>
{
    IReadOnlyList<FloatingIpJson> IPage<FloatingIpJson>.Rows => FloatingIps;
}

sealed record FloatingIpAnswer(FloatingIpJson FloatingIp, ActionJson? Action = null);

sealed record FloatingIpJson(
    long Id, string Name, string Type, string Ip, Named HomeLocation, Protection Protection, DateTimeOffset Created,
    IReadOnlyDictionary<string, string> Labels, long? Server = null);

sealed record PrimaryIpsAnswer(IReadOnlyList<PrimaryIpJson> PrimaryIps, Meta? Meta = null) : IPage<PrimaryIpJson>
{
    IReadOnlyList<PrimaryIpJson> IPage<PrimaryIpJson>.Rows => PrimaryIps;
}

sealed record PrimaryIpJson(
    long Id, string Name, string Type, string Ip, Named Location, Protection Protection, DateTimeOffset Created,
    IReadOnlyDictionary<string, string> Labels, long? AssigneeId = null);

/// <summary>Between Hetzner's words for addresses and OpsBot's.</summary>
static class HetznerAddresses
{
    public static IpFamily Family(string type) => type == "ipv6" ? IpFamily.V6 : IpFamily.V4;

    public static string Type(IpFamily family) => family == IpFamily.V6 ? "ipv6" : "ipv4";

    /// <summary>They give a network; whoever uses it takes its first address.</summary>
    public static string In(string network) => network.Split('/')[0] is var prefix && prefix.EndsWith("::", StringComparison.Ordinal)
        ? $"{prefix}1" : prefix;

    public static FloatingAddress Of(FloatingIpJson address) => new(HetznerMachines.Id(address.Id), Family(address.Type), In(address.Ip))
    {
        ServerId = address.Server is { } server ? HetznerMachines.Id(server) : null, Labels = address.Labels,
    };
}
