using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>What stands before servers.</summary>
static class Firewalls
{
    public static readonly Kind<CloudFirewall> Kind = new("firewall", "firewalls", Shape);

    public static CloudAnswer Create(CloudWorld world, CloudRequest request)
    {
        if (request.Unknown("name", "labels", "rules", "apply_to") is { } unknown) return unknown;
        if (Kind.NameOf(world, request, null, out var name) is { } taken) return taken;
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        var made = new CloudFirewall(world.Project.NewId(), name, world.Now) { Labels = labels };
        world.Project.Add(made);
        return CloudAnswer.Created(new { firewall = Shape(world, made), actions = Array.Empty<object>() });
    }

    public static CloudAnswer Delete(CloudWorld world, CloudRequest request) => Kind.Delete(world, request, firewall =>
        Before(world, firewall).Any() ? CloudAnswer.Error(422, "resource_in_use", "firewall is in use") : null);

    /// <summary>Those that an order names; null for what is none.</summary>
    public static IEnumerable<long?> In(CloudRequest request) =>
        (request.Body["firewalls"] as JsonArray ?? []).Select(one => CloudRequest.Number((one as JsonObject)?["firewall"]));

    static IEnumerable<CloudServer> Before(CloudWorld world, CloudFirewall firewall) =>
        world.Project.All<CloudServer>().Where(one => one.Firewalls.Contains(firewall.Id));

    static object Shape(CloudWorld world, CloudFirewall firewall) => new
    {
        firewall.Id, firewall.Name, firewall.Labels, firewall.Created, rules = Array.Empty<object>(),
        applied_to = Before(world, firewall).Select(server => new { type = "server", server = new { server.Id } }),
    };
}
