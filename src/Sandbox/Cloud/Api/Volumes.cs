namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Disks that can be hung on servers.</summary>
static class Volumes
{
    const int Smallest = 10, Largest = 10_240;

    public static readonly Kind<CloudVolume> Kind = new("volume", "volumes", (_, one) => Shape(one)) { Status = _ => "available" };

    public static CloudAnswer Create(CloudWorld world, CloudRequest request)
    {
        if (request.Unknown("name", "size", "location", "server", "format", "automount", "labels") is { } unknown) return unknown;
        if (Kind.NameOf(world, request, null, out var name) is { } taken) return taken;
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        if (request.Number("size") is not (>= Smallest and <= Largest) and not null)
            return CloudAnswer.Invalid("size", $"must be between {Smallest} and {Largest}");
        if (request.Number("size") is not { } size) return CloudAnswer.Invalid("size", "is required");
        var server = request.Number("server") is { } id ? world.Project.Find<CloudServer>(id) : null;
        if (request.Number("server") is { } missing && server is null) return CloudAnswer.NotFound($"server with ID '{missing}'");
        var location = server?.Location ?? request.Text("location");
        if (CloudPriceList.Locations.All(one => one.Name != location)) return CloudAnswer.Invalid("location", "is required");
        var volume = new CloudVolume(world.Project.NewId(), name, (int)size, location!, world.Now) { Labels = labels };
        world.Project.Add(volume);
        var action = Kind.Begin(world, "create_volume", volume, () => { });
        return CloudAnswer.Created(new
        {
            volume = Shape(volume), action,
            next_actions = server is null ? Array.Empty<object>() : [Hang(world, volume, server)],
        });
    }

    public static CloudAnswer Delete(CloudWorld world, CloudRequest request) => Kind.Delete(world, request, volume =>
        volume.Server is null ? null : CloudAnswer.Error(422, "resource_in_use", "volume is attached to a server"));

    public static CloudAnswer Attach(CloudWorld world, CloudRequest request)
    {
        if (Kind.Find(world, request) is not { } volume) return Kind.Missing(request);
        if (request.Unknown("server", "automount") is { } unknown) return unknown;
        if (request.Number("server") is not { } id || world.Project.Find<CloudServer>(id) is not { } server)
            return CloudAnswer.NotFound("server");
        if (volume.Server is not null) return CloudAnswer.Error(422, "volume_already_attached", "volume is already attached");
        return server.Location != volume.Location ? CloudAnswer.Invalid("server", "is in another location")
            : CloudAnswer.Created(new { action = Hang(world, volume, server) });
    }

    public static CloudAnswer Detach(CloudWorld world, CloudRequest request) =>
        Kind.Find(world, request) is not { } volume ? Kind.Missing(request)
        : volume.Server is null ? CloudAnswer.Error(422, "invalid_input", "volume is not attached")
        : CloudAnswer.Created(new { action = Kind.Begin(world, "detach_volume", volume, () => volume.Server = null) });

    static object Hang(CloudWorld world, CloudVolume volume, CloudServer server) =>
        Kind.Begin(world, "attach_volume", volume, () => volume.Server = server.Id, CloudResource.Of(server));

    static object Shape(CloudVolume volume) => new
    {
        volume.Id, volume.Created, volume.Name, volume.Server,
        location = CloudPriceList.Locations.Single(one => one.Name == volume.Location), volume.Size,
        linux_device = $"/dev/disk/by-id/scsi-0HC_Volume_{volume.Id}", protection = new { delete = volume.IsProtected }, volume.Labels,
        status = "available", format = "ext4",
    };
}
