namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>The servers of the project.</summary>
static class Servers
{
    public static readonly Kind<CloudServer> Kind = new("server", "servers", Shape) { IsHostname = true, Status = StatusOf };

    public static CloudAnswer Delete(CloudWorld world, CloudRequest request)
    {
        if (Kind.Find(world, request) is not { } server) return Kind.Missing(request);
        if (server.IsProtected) return CloudAnswer.Protected("server");
        if (world.IsLocked(server)) return CloudAnswer.Locked("server");
        world.Stop(server);
        server.Status = "deleting";
        return CloudAnswer.Ok(new
        {
            action = Actions.Shape(world, world.Begin("delete_server", server, () => world.Remove(server),
                failure: () => server.Status = "off")),
        });
    }

    static string StatusOf(CloudServer server) => server.Held == CloudHold.Migrating ? "migrating" : server.Status;

    public static object Shape(CloudWorld world, CloudServer server) => new
    {
        server.Id, server.Name, status = StatusOf(server), server.Created,
        public_net = new
        {
            ipv4 = server.PrimaryV4 is { } v4 ? new { v4.Id, v4.Ip, blocked = false, dns_ptr = "" } : null,
            ipv6 = server.PrimaryV6 is { } v6 ? new { v6.Id, v6.Ip, blocked = false, dns_ptr = Array.Empty<string>() } : null,
            floating_ips = world.Project.All<CloudAddress>().Where(one => one.Floats && one.Server == server.Id).Select(one => one.Id),
            firewalls = server.Firewalls.Select(id => new { id, status = "applied" }),
        },
        private_net = Array.Empty<object>(), server_type = Catalogue.Shape(world, server.Type),
        location = CloudPriceList.Locations.Single(one => one.Name == server.Location), image = (object?)null, iso = (object?)null,
        locked = world.IsLocked(server), protection = new { delete = server.IsProtected, rebuild = server.IsProtected }, server.Labels,
        rescue_enabled = false, backup_window = (string?)null,
        volumes = world.Project.All<CloudVolume>().Where(one => one.Server == server.Id).Select(one => one.Id),
        primary_disk_size = server.PrimaryDisk, included_traffic = 20L << 40, outgoing_traffic = (long?)null, ingoing_traffic = (long?)null,
        placement_group = (object?)null, load_balancers = Array.Empty<long>(),
    };
}
