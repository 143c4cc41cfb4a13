using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OpsBot.Sandbox.Docker;

/// <summary>All pretend Docker hosts; the same seed gives the same containers, logs and failures.</summary>
public sealed class DockerWorld(TimeProvider time, int seed = 1)
{
    readonly ConcurrentDictionary<string, PretendHost> hosts = new(StringComparer.Ordinal);

    public TimeProvider Time => time;

    /// <summary>How long a container takes from its start until its health check passes.</summary>
    public TimeSpan StartTakes { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How long a container takes to end when asked to.</summary>
    public TimeSpan StopTakes { get; set; } = TimeSpan.FromMilliseconds(700);

    /// <summary>How many starts of a hundred go wrong by themselves.</summary>
    public int FailingStartsInHundred { get; set; }

    /// <summary>Trouble: no start goes well.</summary>
    public bool EveryStartFails { get; set; }

    public IEnumerable<PretendHost> Hosts => hosts.Values.OrderBy(host => host.Name, StringComparer.Ordinal);

    public IEnumerable<PretendContainer> Containers => Hosts.SelectMany(host => host.Containers);

    /// <summary>The host of this name, made when there is none.</summary>
    public PretendHost Host(string name) =>
        hosts.GetOrAdd(name, static (name, world) => new PretendHost(name, world), this);

    public bool TryHost(string name, [NotNullWhen(true)] out PretendHost? host) => hosts.TryGetValue(name, out host);

    /// <summary>The container of an instance, on whichever host it is.</summary>
    public PretendContainer? Find(string instance) => Containers.FirstOrDefault(one => one.Instance == instance);

    /// <summary>The host that an instance is on.</summary>
    public PretendHost? HostOf(string instance) => Hosts.FirstOrDefault(host => host.Containers.Any(one => one.Instance == instance));

    /// <summary>Puts many instances on their hosts at once; hundreds take milliseconds, since logs are written when read.</summary>
    public void Load(IEnumerable<PretendInstance> instances)
    {
        foreach (var instance in instances)
            Host(instance.Host).Add(instance);
    }

    internal PretendChance ChanceFor(string what) => new(seed, what);
}
