using System.Net;
using System.Net.Sockets;
using Npgsql;
using OpsBot.Core.Database;
using OpsBot.Core.Organizations;
using OpsBot.Core.Values;

namespace OpsBot.Core.Routing;

public readonly record struct RouteId(Guid Value) : IId<RouteId>
{
    public static string Prefix => "rte";
    public static RouteId Of(Guid value) => new(value);
    public override string ToString() => this.Text;
}

/// <summary>Visitors are led to the server, told that it is paused, or find nothing.</summary>
public enum RouteState { On, Paused, Off }

/// <summary>Which address leads where, as it should be; its own names with spaces between.</summary>
public sealed record Route(RouteId Id, string Slug, string Names, string Address, int Port, RouteState State, DateTimeOffset ChangedAt)
{
    /// <summary>Names of its own, besides the one that its slug makes.</summary>
    public IReadOnlyList<string> Hosts => Names.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>As it is dialled: 203.0.113.7:3000, or [2001:db8::1]:3000.</summary>
    public string LeadsTo => To(Address, Port);

    internal static string To(string address, int port) => To(IPAddress.Parse(address), port);

    internal static string To(IPAddress address, int port) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]:{port}" : $"{address}:{port}";

    /// <summary>All of them, as the proxy is to be made.</summary>
    public static Task<IReadOnlyList<Route>> All(NpgsqlConnection db, CancellationToken cancel) => db.List<Route>(
        """
        select   id, slug, array_to_string(hosts, ' ') as names, host(address) as address, port, state, changed_at
        from     routes
        order by slug
        """, null, cancel);

    /// <summary>The organization's; none where it has none.</summary>
    public static Task<Route?> Of(NpgsqlConnection db, OrganizationId organization, CancellationToken cancel) => db.Find<Route>(
        """
        select id, slug, array_to_string(hosts, ' ') as names, host(address) as address, port, state, changed_at
        from   routes
        where  organization_id = @organization
        """, new { organization }, cancel);
}
