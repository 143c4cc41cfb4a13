using OpsBot.Core.Replies;
using OpsBot.Core.Routing;

namespace OpsBot.Core.Servers.BringingUp;

/// <summary>The names that have to be in the DNS for an organization: its address at the proxy, and its mail at its own server.</summary>
static class DnsNames
{
    public static IEnumerable<Field> Of(RoutePattern? addresses, string slug, Server server)
    {
        if (addresses is null) return [];
        var domain = addresses.DomainOf(slug);
        var own = string.Join(" and ", new[] { ("A", server.V4), ("AAAA", server.V6) }
            .Where(one => one.Item2 is not null).Select(one => $"{one.Item1} {one.Item2}"));
        return
        [
            new("DNS: app", new Code($"{addresses.AddressOf(slug).Host}, at the proxy")),
            new("DNS: mail", new Code($"mail.{domain} {(own.Length > 0 ? own : "(no address yet)")}")),
            new("DNS: bounces", new Code($"bounces.{domain} MX mail.{domain}")),
        ];
    }
}
