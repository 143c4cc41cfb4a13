using System.Diagnostics.CodeAnalysis;
using OpsBot.Core.Clients.Docker;

namespace OpsBot.Sandbox.Docker;

/// <summary>One pretend Docker engine with its containers and volumes, and the switches for its troubles.</summary>
public sealed class PretendHost
{
    readonly Lock sync = new();
    readonly Dictionary<string, PretendContainer> containers = new(StringComparer.Ordinal);
    readonly Dictionary<string, PretendVolume> volumes = new(StringComparer.Ordinal);
    readonly DockerWorld world;
    int calls;

    internal PretendHost(string name, DockerWorld world)
    {
        (Name, this.world) = (name, world);
        Api = new(world.Time, left: () => { }, troubled: () => { }, noted: () => { });
    }

    internal ApiFrame Api { get; }

    public Troubles Trouble => Api.Trouble;

    public string Name { get; }

    /// <summary>Trouble: the next archive breaks off in the middle.</summary>
    public bool BreakNextArchive { get; set; }

    public string ApiVersion { get; set; } = "1.50";

    public string OldestApiVersion { get; set; } = "1.24";

    /// <summary>How many calls arrived here, refused ones included.</summary>
    public int Calls => calls;

    public IReadOnlyList<PretendContainer> Containers
    {
        get
        {
            lock (sync)
                return [.. containers.Values.OrderByDescending(one => one.CreatedAt).ThenBy(one => one.Name, StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<PretendVolume> Volumes
    {
        get
        {
            lock (sync)
                return [.. volumes.Values.OrderBy(one => one.Name, StringComparer.Ordinal)];
        }
    }

    internal TimeProvider Time => world.Time;

    internal TimeSpan StopTakes => world.StopTakes;

    public PretendContainer Add(PretendInstance instance)
    {
        var volume = new PretendVolume($"{instance.Slug}-data", new Dictionary<string, string> { [DockerLabels.Instance] = instance.Slug });
        var container = Add(instance.Slug, instance.Image, new Dictionary<string, string>
        {
            [DockerLabels.Instance] = instance.Slug,
            [DockerLabels.Data] = "/var/lib/odoo",
        });
        container.Mount(Add(volume));
        container.Pretend(instance.State, instance.Since);
        return container;
    }

    /// <summary>A container in state created, with any labels.</summary>
    public PretendContainer Add(string name, string image, IReadOnlyDictionary<string, string> labels)
    {
        var container = new PretendContainer(name, image, labels, world, world.ChanceFor($"{Name}/{name}"));
        lock (sync)
            containers.Add(container.Id, container);
        return container;
    }

    internal void CountCall() => Interlocked.Increment(ref calls);

    /// <summary>By id, name or the beginning of an id, as the engine does.</summary>
    internal bool TryContainer(string reference, [NotNullWhen(true)] out PretendContainer? container)
    {
        lock (sync)
        {
            container = containers.GetValueOrDefault(reference)
                ?? containers.Values.FirstOrDefault(one => one.Name == reference)
                ?? (containers.Values.Where(one => one.Id.StartsWith(reference, StringComparison.Ordinal)).Take(2).ToList() is [var only]
                    ? only : null);
            return container is not null;
        }
    }

    internal bool TryVolume(string name, [NotNullWhen(true)] out PretendVolume? volume)
    {
        lock (sync)
            return volumes.TryGetValue(name, out volume);
    }

    /// <summary>Its volumes that nobody has named go with it, if so asked and unless another container uses them.</summary>
    internal void Remove(PretendContainer container, bool withUnnamed = true)
    {
        lock (sync)
        {
            containers.Remove(container.Id);
            foreach (var volume in container.Volumes.Where(one => withUnnamed && !one.IsNamed && UserOf(one) is null))
                volumes.Remove(volume.Name);
        }
    }

    internal PretendContainer? UserOf(PretendVolume volume)
    {
        lock (sync)
            return containers.Values.FirstOrDefault(one => one.Volumes.Contains(volume));
    }

    internal PretendVolume Add(PretendVolume volume)
    {
        lock (sync)
            return volumes[volume.Name] = volume;
    }

    internal void Remove(PretendVolume volume)
    {
        lock (sync)
            volumes.Remove(volume.Name);
    }
}

/// <summary>A volume; it is in use while a container mounts it.</summary>
public sealed record PretendVolume(string Name, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Else the engine made it for one container, under a name of 64 hex digits.</summary>
    public bool IsNamed { get; init; } = true;
}
