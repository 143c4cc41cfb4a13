using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>POST /servers.</summary>
static class CreateServer
{
    const int LongestUserData = 32_768;

    public static CloudAnswer Handle(CloudWorld world, CloudRequest request)
    {
        if (Wrong(world, request) is { } wrong) return wrong;
        if (Servers.Kind.NameOf(world, request, null, out var name) is { } taken) return taken;
        if (Names.ReadLabels(request, out var labels) is { } mislabelled) return mislabelled;
        if (TypeOf(world, request.Reference("server_type")!) is not { } type)
            return CloudAnswer.NotFound($"server type '{request.Reference("server_type")}'");
        if (world.Stock.IsOver(type)) return CloudAnswer.Error(422, "invalid_input", $"server type {type.Id} is deprecated");
        var location = request.Text("location") ?? type.Prices.Keys.First();
        if (CloudPriceList.Locations.All(one => one.Name != location)) return CloudAnswer.NotFound($"location '{location}'");
        if (world.Project.All<CloudServer>().Count >= world.MostServers)
            return CloudAnswer.Error(403, "resource_limit_exceeded", "server limit exceeded",
                new { limits = new[] { new { name = "server_limit" } } });
        if (!type.Prices.ContainsKey(location))
            return CloudAnswer.Error(422, "invalid_input", "unsupported location for server type");
        if (Images.For(world, request, type, type.Disk, out var picture) is { } unfit) return unfit;
        if (ReadNet(world, request, location, out var net, out var given) is { } netless) return netless;
        if (!world.Stock.HasRoom(type, location))
            return CloudAnswer.Error(412, "resource_unavailable",
                "we are unable to provision servers for this location, try with a different location or try later");
        var server = world.Project.AddServer(null, name, type, location, world.Now, net, given);
        (server.Labels, server.UserData, server.Disk) = (labels, request.Text("user_data") ?? "", picture?.Disk);
        server.Firewalls = [.. Firewalls.In(request).OfType<long>()];
        return Made(world, request, server);
    }

    static CloudAnswer Made(CloudWorld world, CloudRequest request, CloudServer server)
    {
        var starts = request.Flag("start_after_create") ?? true;
        // One whose making failed stands there all the same, and costs.
        var create = world.Begin("create_server", server, () => server.Status = starts ? "starting" : "off",
            failure: () => server.Status = "off");
        var start = starts ? world.Begin("start_server", server, () => world.Start(server, isNew: true), create,
            failure: () => server.Status = "off") : null;
        return CloudAnswer.Created(new
        {
            server = Servers.Shape(world, server), action = Actions.Shape(world, create),
            next_actions = start is null ? Array.Empty<object>() : [Actions.Shape(world, start)],
            // Told once, and only where no key was given.
            root_password = request.Body["ssh_keys"] is JsonArray { Count: > 0 } ? null : "pretend-password",
        });
    }

    static CloudAnswer? Wrong(CloudWorld world, CloudRequest request)
    {
        // `datacenter` was removed on 1 July 2026.
        if (request.Unknown("name", "server_type", "image", "location", "ssh_keys", "user_data", "labels", "firewalls", "networks",
            "volumes", "automount", "placement_group", "public_net", "start_after_create") is { } unknown) return unknown;
        if (request.Reference("server_type") is null) return CloudAnswer.Invalid("server_type", "is required");
        foreach (var key in request.Body["ssh_keys"] as JsonArray ?? [])
            if (!SshKeys.Kind.All(world).Any(one => CloudRequest.Reference(key) is { } text
                && (one.Name == text || one.Id.ToString(CultureInfo.InvariantCulture) == text)))
                return CloudAnswer.NotFound($"SSH key '{key}'");
        foreach (var firewall in Firewalls.In(request))
            if (firewall is not { } id || world.Project.Find<CloudFirewall>(id) is null)
                return CloudAnswer.NotFound($"firewall '{firewall}'");
        foreach (var field in (string[])["networks", "volumes"])
            if (request.Body[field] is JsonArray { Count: > 0 } some) return CloudAnswer.NotFound($"{field} '{some[0]}'");
        return TooLong(request);
    }

    public static CloudAnswer? TooLong(CloudRequest request) =>
        Encoding.UTF8.GetByteCount(request.Text("user_data") ?? "") > LongestUserData
            ? CloudAnswer.Invalid("user_data", $"Length must be between 0 and {LongestUserData}.") : null;

    public static CloudType? TypeOf(CloudWorld world, string reference) =>
        world.Stock.Types.FirstOrDefault(one => one.Name == reference || one.Id.ToString(CultureInfo.InvariantCulture) == reference);

    static CloudAnswer? ReadNet(
        CloudWorld world, CloudRequest request, string location, out PublicNet net, out List<CloudAddress> given)
    {
        var json = request.Body["public_net"] as JsonObject ?? [];
        given = [];
        net = new(CloudRequest.Flag(json, "enable_ipv4") ?? true, CloudRequest.Flag(json, "enable_ipv6") ?? true);
        if (net is { V4: false, V6: false }) return CloudAnswer.Invalid("public_net", "a server without networks needs a public address");
        foreach (var field in (string[])["ipv4", "ipv6"])
        {
            if (CloudRequest.Number(json[field]) is not { } id) continue;
            if (world.Project.Find<CloudAddress>(id) is not { Floats: false } address || address.IsV6 != (field == "ipv6"))
                return CloudAnswer.NotFound($"primary IP with ID '{id}'");
            if (address.Server is not null) return CloudAnswer.Error(409, "primary_ip_assigned", "primary IP is already assigned");
            if (address.Location != location) return CloudAnswer.Invalid(field, "is in another location");
            given.Add(address);
        }
        return null;
    }
}
