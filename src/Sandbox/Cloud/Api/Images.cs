using System.Globalization;

namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>Systems that servers are made of, and pictures of servers' disks.</summary>
static class Images
{
    // Of a disk, what is used and so paid for.
    const decimal Used = 0.12m;

    static readonly (long Id, string Name, string Flavor, string Version)[] systems =
    [
        (114_690_387, "debian-12", "debian", "12"), (310_557_660, "debian-13", "debian", "13"),
        (67_794_396, "ubuntu-22.04", "ubuntu", "22.04"), (161_547_269, "ubuntu-24.04", "ubuntu", "24.04"),
    ];

    public static readonly Kind<CloudPicture> Kind = new("image", "images", (_, picture) => Shape(picture)) { Status = StatusOf };

    public static CloudAnswer List(CloudWorld world, CloudRequest request)
    {
        var type = request.Query("type");
        if (type is not (null or "system" or "snapshot" or "backup" or "app"))
            return CloudAnswer.Invalid("type", "must be system, snapshot, backup or app");
        if (type == "snapshot") return Kind.List(world, request);
        var found = systems.Where(one => type is not ("backup" or "app") && (request.Query("name") is not { } name || one.Name == name)
            && request.Query("architecture") is null or "x86" && request.Query("label_selector") is null);
        return Paged.Of(request, "images", found, Shape);
    }

    public static CloudAnswer Show(CloudWorld world, CloudRequest request) =>
        systems.FirstOrDefault(one => one.Id == request.Id) is { Name: not null } system ? CloudAnswer.Ok(new { image = Shape(system) })
            : Kind.Show(world, request);

    public static CloudAnswer Delete(CloudWorld world, CloudRequest request) =>
        systems.Any(one => one.Id == request.Id) ? CloudAnswer.Error(403, "forbidden", "system images can not be deleted")
            : Kind.Delete(world, request);

    public static CloudAnswer Create(CloudWorld world, CloudRequest request, CloudServer server)
    {
        if (request.Unknown("type", "description", "labels") is { } unknown) return unknown;
        if (request.Text("type") is not (null or "snapshot")) return CloudAnswer.Invalid("type", "must be snapshot");
        if (Names.ReadLabels(request, out var labels) is { } wrong) return wrong;
        var picture = new CloudPicture(world.Project.NewId(), request.Text("description") ?? "", world.Now)
        {
            Labels = labels, DiskSize = server.PrimaryDisk, Architecture = server.Type.Architecture, OfServer = server.Id,
            OfServerName = server.Name,
        };
        world.Project.Add(picture);
        var action = world.Schedule.Begin("create_image", [CloudResource.Of(server), new(picture.Id, "image")], () =>
            (picture.Size, picture.Disk) = (server.PrimaryDisk * Used, world.Boots?.Copy(server)),
            failure: () => world.Project.Remove(picture));
        return CloudAnswer.Created(new { image = Shape(picture), action = Actions.Shape(world, action) });
    }

    /// <summary>What a server is to be made of: a system, or a picture that is there, ready and fits; or what is wrong.</summary>
    public static CloudAnswer? For(CloudWorld world, CloudRequest request, CloudType type, int disk, out CloudPicture? picture)
    {
        picture = null;
        if (request.Reference("image") is not { } text) return CloudAnswer.Invalid("image", "is required");
        if (systems.Any(one => one.Name == text || one.Id.ToString(CultureInfo.InvariantCulture) == text)) return null;
        picture = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? world.Project.Find<CloudPicture>(id) : null;
        return picture is null ? CloudAnswer.NotFound($"image '{text}'")
            : picture.Size is null ? CloudAnswer.Error(422, "unavailable", "image is being created")
            : picture.Architecture != type.Architecture ? CloudAnswer.Invalid("image", "has another architecture than the server type")
            : picture.DiskSize > disk ? CloudAnswer.Invalid("image", "image disk is bigger than server type disk")
            : null;
    }

    static string StatusOf(CloudPicture picture) => picture.Size is null ? "creating" : "available";

    static object Shape(CloudPicture picture) => new
    {
        picture.Id, type = "snapshot", status = StatusOf(picture), name = (string?)null, picture.Description, image_size = picture.Size,
        disk_size = picture.DiskSize, picture.Created, created_from = new { id = picture.OfServer, name = picture.OfServerName },
        bound_to = (long?)null, os_flavor = "debian", os_version = "12", picture.Architecture, rapid_deploy = false,
        protection = new { delete = picture.IsProtected }, deprecated = (string?)null, picture.Labels, deleted = (string?)null,
    };

    static object Shape((long Id, string Name, string Flavor, string Version) system) => new
    {
        system.Id, type = "system", status = "available", system.Name, description = $"{system.Flavor} {system.Version}",
        image_size = (decimal?)null, disk_size = 5, created = new DateTimeOffset(2024, 6, 1, 0, 0, 0, TimeSpan.Zero),
        created_from = (object?)null, bound_to = (long?)null, os_flavor = system.Flavor, os_version = system.Version, architecture = "x86",
        rapid_deploy = true, protection = new { delete = false }, deprecated = (string?)null, labels = new { }, deleted = (string?)null,
    };
}
