using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>POST /servers.</summary>
static class CreateServer
{
    const int LongestUserData = 32_768;

    static readonly HashSet<string> known =
    [
        "name", "server_type", "image", "location", "ssh_keys", "user_data", "labels", "firewalls", "networks", "volumes", "automount",
        "placement_group", "public_net", "start_after_create",
    ];

    static readonly string[] images = ["debian-12", "debian-13", "ubuntu-22.04", "ubuntu-24.04"];

    public static CloudAnswer Handle(CloudWorld world, CloudRequest request)
    {
        if (Wrong(request) is { } wrong) return wrong;
        if (Names.ReadLabels(request, out var labels) is { } mislabelled) return mislabelled;
        var name = request.Text("name")!;
        if (TypeOf(world, request.Reference("server_type")!) is not { } type)
            return CloudAnswer.NotFound($"server type '{request.Reference("server_type")}'");
        if (type.Ends is { } ends && ends.Until <= world.Now)
            return CloudAnswer.Error(422, "invalid_input", $"server type {type.Id} is deprecated");
        var location = request.Text("location") ?? type.Prices.Keys.First();
        if (CloudPriceList.Locations.All(one => one.Name != location)) return CloudAnswer.NotFound($"location '{location}'");
        if (world.Servers.Any(one => one.Name == name)) return Servers.Taken();
        if (world.Servers.Count >= world.MostServers)
            return CloudAnswer.Error(403, "resource_limit_exceeded", "server limit exceeded",
                new { limits = new[] { new { name = "server_limit" } } });
        if (!type.Prices.ContainsKey(location))
            return CloudAnswer.Error(422, "invalid_input", "unsupported location for server type");
        if (!world.HasRoom(type, location))
            return CloudAnswer.Error(412, "resource_unavailable",
                "we are unable to provision servers for this location, try with a different location or try later");
        return Made(world, request, name, type, location, labels);
    }

    static CloudAnswer Made(
        CloudWorld world, CloudRequest request, string name, CloudType type, string location, Dictionary<string, string> labels)
    {
        var net = request.Body["public_net"] as JsonObject ?? [];
        var server = world.Add(name, type, location, CloudRequest.Flag(net, "enable_ipv4") ?? true,
            CloudRequest.Flag(net, "enable_ipv6") ?? true, labels, request.Text("user_data") ?? "");
        var starts = request.Flag("start_after_create") ?? true;
        var create = world.Begin("create_server", server, made => made.Status = starts ? "starting" : "off");
        var start = starts ? world.Begin("start_server", server, made => made.Status = "running", create) : null;
        return CloudAnswer.Created(new
        {
            server = Servers.Shape(world, server), action = Actions.Shape(world, create),
            next_actions = start is null ? Array.Empty<object>() : [Actions.Shape(world, start)],
            // Told once, and only where no key was given.
            root_password = request.Body["ssh_keys"] is JsonArray { Count: > 0 } ? null : "pretend-password",
        });
    }

    static CloudAnswer? Wrong(CloudRequest request)
    {
        if (request.Body.Select(field => field.Key).FirstOrDefault(field => !known.Contains(field)) is { } unknown)
            return CloudAnswer.Invalid(unknown, "unknown field");
        if (!Names.IsHostname(request.Text("name"))) return CloudAnswer.Invalid("name", "must be a valid hostname");
        if (request.Reference("server_type") is null) return CloudAnswer.Invalid("server_type", "is required");
        if (request.Reference("image") is not { } image) return CloudAnswer.Invalid("image", "is required");
        if (!images.Contains(image)) return CloudAnswer.NotFound($"image '{image}'");
        return Encoding.UTF8.GetByteCount(request.Text("user_data") ?? "") > LongestUserData
            ? CloudAnswer.Invalid("user_data", $"Length must be between 0 and {LongestUserData}.") : null;
    }

    internal static CloudType? TypeOf(CloudWorld world, string reference) =>
        world.Types.FirstOrDefault(one => one.Name == reference || one.Id.ToString(CultureInfo.InvariantCulture) == reference);
}
