using System.Globalization;

namespace OpsBot.Sandbox.Cloud;

/// <summary>What stands in the project: servers, and what else costs or is needed for them.</summary>
sealed class CloudProject : IDisposable
{
    readonly TimeProvider time;
    readonly CloudAddresses addresses = new();
    readonly Dictionary<(Type Kind, long Id), ICloudThing> things = [];
    long lastId = 40_000_000;

    public CloudProject(TimeProvider time)
    {
        this.time = time;
        // Whoever made the project made these.
        Add(new CloudKey(1, "ops", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPretendPretendPretendPretendPretendPretend", time.GetUtcNow()));
        Add(new CloudFirewall(1, "servers", time.GetUtcNow()));
    }

    public void Dispose() => addresses.Dispose();

    public long NewId() => ++lastId;

    public IReadOnlyList<T> All<T>() where T : class, ICloudThing => [.. things.Values.OfType<T>().OrderBy(one => one.Id)];

    public T? Find<T>(long id) where T : class, ICloudThing => things.GetValueOrDefault((typeof(T), id)) as T;

    public void Add(ICloudThing thing)
    {
        lastId = Math.Max(lastId, thing.Id);
        things.Add((thing.GetType(), thing.Id), thing);
    }

    public void Remove(ICloudThing thing)
    {
        things.Remove((thing.GetType(), thing.Id));
        if (thing is CloudServer server) addresses.Return(server.Address);
    }

    /// <summary>With addresses of its own, which go with it unless they were there before.</summary>
    public CloudServer AddServer(
        long? id, string name, CloudType type, string location, DateTimeOffset created, PublicNet net, IReadOnlyList<CloudAddress> given)
    {
        var server = new CloudServer(id ?? NewId(), name, type, location, created) { Address = addresses.Take() };
        Add(server);
        server.PrimaryV4 = given.FirstOrDefault(one => !one.IsV6) ?? (net.V4 ? Own(server.Address) : null);
        server.PrimaryV6 = given.FirstOrDefault(one => one.IsV6) ?? (net.V6 ? Own(Network(server, net.V4)) : null);
        foreach (var address in given) address.Server = server.Id;
        return server;

        CloudAddress Own(string ip)
        {
            var number = NewId();
            var address = new CloudAddress(number, $"primary_ip-{number}", floats: false, ip, location, time.GetUtcNow())
            {
                Server = server.Id, AutoDelete = true,
            };
            Add(address);
            return address;
        }
    }

    /// <summary>An address that belongs to no server yet: of the ranges for examples, where nobody answers.</summary>
    public string NewIp(bool v6)
    {
        var number = NewId() & 0xffff;
        return v6 ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:f:{number:x}::/64")
            : string.Create(CultureInfo.InvariantCulture, $"198.18.{number >> 8}.{number & 0xff}");
    }

    // One that has IPv6 alone has to be reached by it, and this machine has no network for that: so it is its IPv4 address written as one.
    static string Network(CloudServer server, bool hasV4) => hasV4
        ? string.Create(CultureInfo.InvariantCulture, $"2001:db8:{server.Id & 0xffff:x}:{(server.Id >> 16) & 0xffff:x}::/64")
        : $"::ffff:{server.Address}/64";
}
