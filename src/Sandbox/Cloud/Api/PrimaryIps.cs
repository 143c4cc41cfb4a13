namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Addresses that come with servers, and may stay when those go.</summary>
static class PrimaryIps
{
    public static readonly Kind<CloudAddress> Kind =
        new("primary_ip", "primary_ips", (_, one) => Shape(one)) { Where = one => !one.Floats };

    public static CloudAnswer Create(CloudWorld world, CloudRequest request)
    {
        // `datacenter` was removed on 1 July 2026.
        if (request.Unknown("name", "type", "assignee_type", "assignee_id", "location", "auto_delete", "labels") is { } unknown)
            return unknown;
        if (request.Text("type") is not ("ipv4" or "ipv6")) return CloudAnswer.Invalid("type", "must be ipv4 or ipv6");
        if (Kind.NameOf(world, request, null, out var name) is { } taken) return taken;
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        if (request.Body["assignee_id"] is not null)
            return CloudAnswer.Error(422, "server_not_stopped", "server must be stopped");
        if (CloudPriceList.Locations.All(one => one.Name != request.Text("location")))
            return CloudAnswer.Invalid("location", "is required");
        var address = new CloudAddress(world.Project.NewId(), name, floats: false, world.Project.NewIp(request.Text("type") == "ipv6"),
            request.Text("location")!, world.Now)
        {
            Labels = labels, AutoDelete = request.Flag("auto_delete") ?? false,
        };
        world.Project.Add(address);
        return CloudAnswer.Created(new { primary_ip = Shape(address), action = (object?)null });
    }

    public static CloudAnswer Delete(CloudWorld world, CloudRequest request) => Kind.Delete(world, request, address =>
        address.Server is null ? null : CloudAnswer.Error(422, "resource_in_use", "primary IP is assigned to a server"));

    public static CloudAnswer Unassign(CloudWorld world, CloudRequest request)
    {
        if (Kind.Find(world, request) is not { } address) return Kind.Missing(request);
        if (address.Server is not { } id) return CloudAnswer.Error(422, "invalid_input", "primary IP is not assigned");
        if (world.Project.Find<CloudServer>(id) is { } server)
        {
            if (server.Status != "off") return CloudAnswer.Error(422, "server_not_stopped", "server must be stopped");
            return CloudAnswer.Created(new { action = Kind.Begin(world, "unassign_primary_ip", address, () => Take(address, server)) });
        }
        return Kind.Missing(request);
    }

    static void Take(CloudAddress address, CloudServer server)
    {
        address.Server = null;
        if (server.PrimaryV4 == address) server.PrimaryV4 = null;
        if (server.PrimaryV6 == address) server.PrimaryV6 = null;
    }

    static object Shape(CloudAddress address) => new
    {
        address.Id, address.Name, address.Ip, type = address.IsV6 ? "ipv6" : "ipv4", assignee_id = address.Server,
        // So since 1 August 2026.
        assignee_type = address.Server is null ? "unassigned" : "server", auto_delete = address.AutoDelete, blocked = false,
        address.Created, address.Labels, location = CloudPriceList.Locations.Single(one => one.Name == address.Location),
        dns_ptr = Array.Empty<object>(), protection = new { delete = address.IsProtected },
    };
}
