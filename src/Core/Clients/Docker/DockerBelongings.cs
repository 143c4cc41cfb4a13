using OpsBot.Core.Instances.Runtime;

namespace OpsBot.Core.Clients.Docker;

/// <summary>Tells an instance's volumes apart: ours by label, those made for its container alone, and everybody else's.</summary>
static class DockerBelongings
{
    public static Belongings Of(InspectedContainer? container, ListedVolumes labelled)
    {
        string[] ours = [.. (labelled.Volumes ?? []).Select(volume => volume.Name).Order(StringComparer.Ordinal)];
        if (container is null)
            return new Belongings { Volumes = ours };

        var mounts = container.Mounts ?? [];
        var named = NamedBySomebody(container.HostConfig);
        var others = mounts.Where(mount => mount is { Type: "volume", Name: not null }).Select(mount => mount.Name!)
            .Except(ours, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new Belongings
        {
            Container = container.Name.TrimStart('/'),
            Volumes = ours,
            Unnamed = [.. others.Where(name => !named.Contains(name))],
            OthersVolumes = [.. others.Where(named.Contains)],
            Folders =
            [
                .. mounts.Where(mount => mount is { Type: "bind", Source: not null }).Select(mount => mount.Source!)
                    .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ],
        };
    }

    public static Belongings StillThere(Belongings before, ListedContainer? container, ListedVolumes all)
    {
        var there = (all.Volumes ?? []).Select(volume => volume.Name).ToHashSet(StringComparer.Ordinal);
        return before with
        {
            Container = container?.Name,
            Volumes = [.. before.Volumes.Where(there.Contains)],
            Unnamed = [],
            // The engine keeps one without a name where another container uses it, too.
            OthersVolumes = [.. before.OthersVolumes.Concat(before.Unnamed).Where(there.Contains)],
        };
    }

    // What is mounted without a name, the engine makes for the container and takes away with it.
    static HashSet<string> NamedBySomebody(InspectedHostConfig? asked) =>
    [
        .. (asked?.Binds ?? []).Select(bind => bind.Split(':')[0]),
        .. (asked?.Mounts ?? []).Select(mount => mount.Source).OfType<string>(),
    ];
}
