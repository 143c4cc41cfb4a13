namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>The servers of the project.</summary>
static class Servers
{
    public static CloudAnswer List(CloudWorld world, CloudRequest request)
    {
        var fits = request.Query("label_selector") is { } text ? Names.Selector(text) : _ => true;
        if (fits is null) return CloudAnswer.Invalid("label_selector", "is not correctly formatted");
        return Paged.Of(request, "servers", world.Servers.Where(one => fits(one.Labels)
            && (request.Query("name") is not { } name || one.Name == name)
            && (request.Query("status") is not { } status || one.Status == status)), server => Shape(world, server));
    }

    public static CloudAnswer Show(CloudWorld world, CloudRequest request) =>
        Find(world, request) is { } server ? CloudAnswer.Ok(new { server = Shape(world, server) }) : Missing(request);

    public static CloudAnswer Change(CloudWorld world, CloudRequest request)
    {
        if (Find(world, request) is not { } server) return Missing(request);
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        if (request.Body["name"] is not null && !Names.IsHostname(request.Text("name")))
            return CloudAnswer.Invalid("name", "must be a valid hostname");
        if (request.Text("name") is { } name)
        {
            if (world.Servers.Any(one => one.Name == name && one != server)) return Taken();
            server.Name = name;
        }
        // All of them at once: what is not named is gone.
        if (request.Body["labels"] is not null) server.Labels = labels;
        return CloudAnswer.Ok(new { server = Shape(world, server) });
    }

    public static CloudAnswer Delete(CloudWorld world, CloudRequest request)
    {
        if (Find(world, request) is not { } server) return Missing(request);
        if (server.IsProtected) return CloudAnswer.Error(423, "protected", "server is delete protected");
        if (world.IsLocked(server)) return Locked();
        server.Status = "deleting";
        return CloudAnswer.Ok(new { action = Actions.Shape(world, world.Begin("delete_server", server, world.Remove)) });
    }

    public static CloudServer? Find(CloudWorld world, CloudRequest request) => request.Id is { } id ? world.Server(id) : null;

    public static CloudAnswer Missing(CloudRequest request) =>
        CloudAnswer.NotFound($"server with ID '{request.Context.Request.RouteValues["id"]}'");

    public static CloudAnswer Taken() => CloudAnswer.Error(409, "uniqueness_error", "server name is already used",
        new { fields = new[] { new { name = "name" } } });

    public static CloudAnswer Locked() => CloudAnswer.Error(423, "locked", "server is locked");

    public static object Shape(CloudWorld world, CloudServer server) => new
    {
        server.Id, server.Name, server.Status, server.Created,
        public_net = new
        {
            ipv4 = server.V4 is { } v4 ? new { id = server.Id + 1, ip = v4, blocked = false, dns_ptr = "" } : null,
            ipv6 = server.V6 is { } v6 ? new { id = server.Id + 2, ip = v6, blocked = false, dns_ptr = Array.Empty<string>() } : null,
            floating_ips = Array.Empty<long>(), firewalls = Array.Empty<object>(),
        },
        private_net = Array.Empty<object>(), server_type = Catalogue.Shape(world, server.Type),
        location = CloudPriceList.Locations.Single(one => one.Name == server.Location), locked = world.IsLocked(server),
        protection = new { delete = server.IsProtected, rebuild = server.IsProtected }, server.Labels, rescue_enabled = false,
        primary_disk_size = server.PrimaryDisk, volumes = Array.Empty<long>(), load_balancers = Array.Empty<long>(),
    };
}
