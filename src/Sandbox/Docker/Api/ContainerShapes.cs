using System.Globalization;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Values;

namespace OpsBot.Sandbox.Docker.Api;

/// <summary>A container as the engine's JSON shows it.</summary>
static class ContainerShapes
{
    public static object Listed(PretendContainer container, PretendState now, DateTimeOffset at) => new
    {
        container.Id,
        Names = new[] { "/" + container.Name },
        container.Image,
        ImageID = "sha256:" + container.Id,
        Command = "/entrypoint.sh odoo",
        Created = container.CreatedAt.ToUnixTimeSeconds(),
        Ports = Array.Empty<object>(),
        container.Labels,
        State = now.Status,
        Status = StatusOf(now, at),
        HostConfig = new { NetworkMode = "bridge" },
        NetworkSettings = new { Networks = new { } },
        Mounts = MountsOf(container),
    };

    public static object Inspected(PretendContainer container, PretendState now) => new
    {
        container.Id,
        Created = container.CreatedAt.UtcDateTime,
        Path = "/entrypoint.sh",
        Args = new[] { "odoo" },
        State = new
        {
            now.Status,
            now.Running,
            Paused = now.Status == "paused",
            Restarting = now.Status == "restarting",
            OOMKilled = now.OutOfMemory,
            Dead = false,
            Pid = now.Running ? 4242 : 0,
            now.ExitCode,
            now.Error,
            StartedAt = TimeOf(now.StartedAt),
            FinishedAt = TimeOf(now.FinishedAt),
            Health = now.Health == "" ? null : new
            {
                Status = now.Health,
                FailingStreak = now.Health == "unhealthy" ? 3 : 0,
                Log = now.Health == "unhealthy"
                    ? [new { Start = TimeOf(now.StartedAt), End = TimeOf(now.StartedAt), ExitCode = 1,
                        Output = "curl: (28) Operation timed out after 3001 milliseconds" }]
                    : Array.Empty<object>(),
            },
        },
        Image = "sha256:" + container.Id,
        Name = "/" + container.Name,
        now.RestartCount,
        Driver = "overlay2",
        Platform = "linux",
        HostConfig = new
        {
            Binds = BindsOf(container), NetworkMode = "bridge", RestartPolicy = new { Name = "no", MaximumRetryCount = 0 },
        },
        Mounts = MountsOf(container),
        Config = new { Hostname = container.Id.Start(12), Tty = container.Terminal, container.Image, container.Labels },
        NetworkSettings = new { Networks = new { } },
    };

    static object[] MountsOf(PretendContainer container) =>
    [
        .. container.Volumes.Select(volume => new
        {
            Type = "volume", volume.Name, Source = $"/var/lib/docker/volumes/{volume.Name}/_data", Destination = DestinationOf(volume),
            Driver = "local", Mode = volume.IsNamed ? "z" : "", RW = true, Propagation = "",
        }),
        .. container.Folders.Select(path => new
        {
            Type = "bind", Source = path, Destination = "/mnt" + path, Mode = "", RW = true, Propagation = "rprivate",
        }),
    ];

    // As they were asked for: what nobody has named is not among them.
    static string[]? BindsOf(PretendContainer container) =>
        [
            .. container.Volumes.Where(volume => volume.IsNamed).Select(volume => $"{volume.Name}:{DestinationOf(volume)}"),
            .. container.Folders.Select(path => $"{path}:/mnt{path}"),
        ];

    static string DestinationOf(PretendVolume volume) =>
        volume.Labels.ContainsKey(DockerLabels.Instance) ? "/var/lib/odoo" : $"/mnt/{volume.Name}";

    // Go writes nanoseconds, and the year 1 for never.
    static string TimeOf(DateTimeOffset? time) => time is { } known
        ? known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture)
        : "0001-01-01T00:00:00Z";

    static string StatusOf(PretendState now, DateTimeOffset at) => now.Status switch
    {
        "running" when now.Health == "" => $"Up {Human(at - now.StartedAt)}",
        "running" => $"Up {Human(at - now.StartedAt)} ({(now.Health == "starting" ? "health: starting" : now.Health)})",
        "paused" => $"Up {Human(at - now.StartedAt)} (Paused)",
        "restarting" => $"Restarting ({now.ExitCode}) {Human(at - now.FinishedAt)} ago",
        "exited" => $"Exited ({now.ExitCode}) {Human(at - now.FinishedAt)} ago",
        "created" => "Created",
        var other => other,
    };

    // As go-units' HumanDuration says it.
    static string Human(TimeSpan? time) => time switch
    {
        null or { TotalSeconds: < 1 } => "Less than a second",
        { TotalSeconds: < 2 } => "1 second",
        { TotalSeconds: < 60 } span => $"{(int)span.TotalSeconds} seconds",
        { TotalMinutes: < 2 } => "About a minute",
        { TotalMinutes: < 60 } span => $"{(int)span.TotalMinutes} minutes",
        { TotalHours: < 2 } => "About an hour",
        { TotalHours: < 48 } span => $"{(int)span.TotalHours} hours",
        { TotalDays: < 14 } span => $"{(int)span.TotalDays} days",
        { TotalDays: < 60 } span => $"{(int)(span.TotalDays / 7)} weeks",
        { } span => $"{(int)(span.TotalDays / 30)} months",
    };
}
