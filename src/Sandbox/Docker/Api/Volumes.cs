namespace OpsBot.Sandbox.Docker.Api;

static class Volumes
{
    public static Task<IResult> List(PretendHost host, HttpContext context)
    {
        if (!Filters.TryRead(context, ["label", "name", "driver", "dangling"], out var filters, out var refused))
            return Task.FromResult(refused);
        return Task.FromResult(Answers.Of(new
        {
            Volumes = host.Volumes
                .Where(volume => filters.HasLabels(volume.Labels) && filters.Has("name", volume.Name))
                .Select(volume => new
                {
                    CreatedAt = "2026-01-01T00:00:00Z",
                    Driver = "local",
                    volume.Labels,
                    Mountpoint = $"/var/lib/docker/volumes/{volume.Name}/_data",
                    volume.Name,
                    Options = (object?)null,
                    Scope = "local",
                }),
            Warnings = (object?)null,
        }));
    }

    public static Task<IResult> Remove(PretendHost host, HttpContext context) =>
        Task.FromResult(Removed(host, (string)context.Request.RouteValues["name"]!));

    static IResult Removed(PretendHost host, string name)
    {
        if (!host.TryVolume(name, out var volume))
            return Answers.Error(404, $"get {name}: no such volume");
        if (host.UserOf(volume) is { } user)
            return Answers.Error(409, $"remove {name}: volume is in use - [{user.Id}]");
        host.Remove(volume);
        return Answers.Done();
    }
}
