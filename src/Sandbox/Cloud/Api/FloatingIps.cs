using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Addresses that move from server to server.</summary>
static class FloatingIps
{
    public static readonly Kind<CloudAddress> Kind =
        new("floating_ip", "floating_ips", (_, one) => Shape(one)) { Where = one => one.Floats };

    public static CloudAnswer Create(CloudWorld world, CloudRequest request)
    {
        if (request.Unknown("type", "server", "home_location", "name", "description", "labels") is { } unknown) return unknown;
        if (request.Text("type") is not ("ipv4" or "ipv6")) return CloudAnswer.Invalid("type", "must be ipv4 or ipv6");
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        var server = request.Number("server") is { } id ? world.Project.Find<CloudServer>(id) : null;
        if (request.Number("server") is { } missing && server is null) return CloudAnswer.NotFound($"server with ID '{missing}'");
        var location = server?.Location ?? request.Text("home_location");
        if (CloudPriceList.Locations.All(one => one.Name != location))
            return CloudAnswer.Invalid("home_location", "is required where no server is given");
        var number = world.Project.NewId();
        var name = string.Create(CultureInfo.InvariantCulture, $"floating-ip-{number}");
        if (request.Body["name"] is not null && Kind.NameOf(world, request, null, out name) is { } taken) return taken;
        var address = new CloudAddress(
            number, name, floats: true, world.Project.NewIp(request.Text("type") == "ipv6"), location!, world.Now)
        {
            Labels = labels, Description = request.Text("description") ?? "",
        };
        world.Project.Add(address);
        return CloudAnswer.Created(new { floating_ip = Shape(address), action = server is null ? null : Lead(world, address, server) });
    }

    /// <summary>One that is assigned is unassigned with it.</summary>
    public static CloudAnswer Delete(CloudWorld world, CloudRequest request) => Kind.Delete(world, request);

    public static CloudAnswer Assign(CloudWorld world, CloudRequest request) =>
        Kind.Find(world, request) is not { } address ? Kind.Missing(request)
        : request.Unknown("server") is { } unknown ? unknown
        : request.Number("server") is { } id && world.Project.Find<CloudServer>(id) is { } server
            ? CloudAnswer.Created(new { action = Lead(world, address, server) }) : CloudAnswer.NotFound("server");

    public static CloudAnswer Unassign(CloudWorld world, CloudRequest request) =>
        Kind.Find(world, request) is not { } address ? Kind.Missing(request)
        : address.Server is null ? CloudAnswer.Error(422, "invalid_input", "floating IP is not assigned")
        : CloudAnswer.Created(new { action = Kind.Begin(world, "unassign_floating_ip", address, () => address.Server = null) });

    static object Lead(CloudWorld world, CloudAddress address, CloudServer server) =>
        Kind.Begin(world, "assign_floating_ip", address, () => address.Server = server.Id, CloudResource.Of(server));

    static object Shape(CloudAddress address) => new
    {
        address.Id, address.Name, address.Description, address.Ip, type = address.IsV6 ? "ipv6" : "ipv4", address.Server,
        dns_ptr = Array.Empty<object>(), home_location = CloudPriceList.Locations.Single(one => one.Name == address.Location),
        blocked = false, protection = new { delete = address.IsProtected }, address.Labels, address.Created,
    };
}
