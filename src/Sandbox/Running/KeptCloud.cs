using System.Text.Json;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Nodes;

namespace OpsBot.Sandbox.Running;

/// <summary>
/// What stands in the pretend project, kept beside the data: servers that the database knows are there again after the sandbox was ended.
/// </summary>
sealed class KeptCloud : IAsyncDisposable
{
    static readonly TimeSpan every = TimeSpan.FromSeconds(5);

    readonly CloudWorld cloud;
    readonly PretendNodes nodes;
    readonly string path;
    readonly CancellationTokenSource ending = new();
    readonly Task keeping;
    string? last;

    KeptCloud(CloudWorld cloud, PretendNodes nodes, string path)
    {
        (this.cloud, this.nodes, this.path) = (cloud, nodes, path);
        keeping = Keep(ending.Token);
    }

    sealed record Kept(
        IReadOnlyList<Server> Servers, IReadOnlyList<Picture> Pictures, IReadOnlyList<Volume> Volumes, IReadOnlyList<Address> Addresses);

    sealed record Server(
        long Id, string Name, string Type, string Location, DateTimeOffset Created, Dictionary<string, string> Labels, bool IsOff,
        bool IsProtected, int PrimaryDisk, bool V4, bool V6, string UserData, Disk? Disk);

    sealed record Picture(
        long Id, string Description, DateTimeOffset Created, Dictionary<string, string> Labels, bool IsProtected, decimal Size,
        int DiskSize, string Architecture, long OfServer, string OfServerName, Disk? Disk);

    sealed record Volume(
        long Id, string Name, int Size, string Location, DateTimeOffset Created, Dictionary<string, string> Labels, bool IsProtected,
        long? Server);

    sealed record Address(
        long Id, string Name, bool Floats, string Ip, string Location, DateTimeOffset Created, Dictionary<string, string> Labels,
        bool IsProtected, long? Server);

    /// <summary>The services' ports are others with each start, so those are kept as -1, -2 and -3.</summary>
    sealed record Disk(
        Dictionary<string, string> Environment, string Version, List<int> OpenPorts, List<string> MoreAddresses, string Belongings);

    /// <summary>Puts back what was kept, and keeps what comes; a database that knows no server yet begins with an empty project.</summary>
    public static KeptCloud Open(CloudWorld cloud, PretendNodes nodes, string folder, bool isKnown)
    {
        var path = Path.Combine(folder, "cloud.json");
        if (isKnown && File.Exists(path) && JsonSerializer.Deserialize<Kept>(File.ReadAllText(path)) is { } kept)
            PutBack(cloud, nodes.Ports, kept);
        return new KeptCloud(cloud, nodes, path);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await keeping;
        Write();
        ending.Dispose();
    }

    async Task Keep(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel)) Write();
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The last of it is written by whoever ends it.
        }
    }

    // There is the old file or the new one, whenever somebody pulls the plug. Like the keys beside it, it is for its owner alone.
    void Write()
    {
        var text = JsonSerializer.Serialize(All());
        if (text == last) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + ".new", text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path + ".new", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(path + ".new", path, overwrite: true);
        last = text;
    }

    Kept All()
    {
        lock (cloud.Gate)
        {
            var ports = Services(nodes.Ports);
            return new(
                [.. cloud.Servers.Where(one => one.Status != "deleting").Select(one => new Server(
                    one.Id, one.Name, one.Type.Name, one.Location, one.Created, new(one.Labels), one.Status == "off", one.IsProtected,
                    one.PrimaryDisk, one.V4 is not null, one.V6 is not null, one.UserData, Of(nodes.Copy(one), ports)))],
                [.. cloud.Pictures.Where(one => one.Size is not null).Select(one => new Picture(
                    one.Id, one.Description, one.Created, new(one.Labels), one.IsProtected, one.Size!.Value, one.DiskSize, one.Architecture,
                    one.OfServer, one.OfServerName, Of(one.Disk, ports)))],
                [.. cloud.Volumes.Select(one => new Volume(
                    one.Id, one.Name, one.Size, one.Location, one.Created, new(one.Labels), one.IsProtected, one.Server))],
                // What came with a server comes with it again.
                [.. cloud.Addresses.Where(one => one.Floats || one.Server is null).Select(one => new Address(
                    one.Id, one.Name, one.Floats, one.Ip, one.Location, one.Created, new(one.Labels), one.IsProtected, one.Server))]);
        }
    }

    static void PutBack(CloudWorld cloud, NodePorts ports, Kept kept)
    {
        var services = Services(ports);
        foreach (var one in kept.Servers)
            cloud.Put(new PutServer(one.Name, one.Type, one.Location)
            {
                Id = one.Id, Created = one.Created, Labels = one.Labels, IsOff = one.IsOff, IsProtected = one.IsProtected,
                PrimaryDisk = one.PrimaryDisk, Net = new(one.V4, one.V6), UserData = one.UserData, Disk = Of(one.Disk, services),
            });
        foreach (var one in kept.Pictures)
            cloud.Put(new CloudPicture(one.Id, one.Description, one.Created)
            {
                Labels = one.Labels, IsProtected = one.IsProtected, Size = one.Size, DiskSize = one.DiskSize,
                Architecture = one.Architecture, OfServer = one.OfServer, OfServerName = one.OfServerName, Disk = Of(one.Disk, services),
            });
        foreach (var one in kept.Volumes)
            cloud.Put(new CloudVolume(one.Id, one.Name, one.Size, one.Location, one.Created)
            {
                Labels = one.Labels, IsProtected = one.IsProtected, Server = one.Server,
            });
        foreach (var one in kept.Addresses)
            cloud.Put(new CloudAddress(one.Id, one.Name, one.Floats, one.Ip, one.Location, one.Created)
            {
                Labels = one.Labels, IsProtected = one.IsProtected, Server = one.Server,
            });
    }

    static int[] Services(NodePorts ports) => [ports.Web, ports.Convex, ports.Mta];

    static Disk? Of(object? disk, int[] ports) => disk is not PretendDisk one ? null : new(
        new(one.Environment), one.Version,
        [.. one.OpenPorts.Select(port => Array.IndexOf(ports, port) is >= 0 and var service ? -1 - service : port)],
        [.. one.MoreAddresses], one.Belongings);

    static PretendDisk? Of(Disk? disk, int[] ports) => disk is null ? null : new()
    {
        Environment = disk.Environment, Version = disk.Version,
        OpenPorts = disk.OpenPorts.Select(port => port < 0 ? ports[-1 - port] : port).ToHashSet(),
        MoreAddresses = disk.MoreAddresses.ToHashSet(), Belongings = disk.Belongings,
    };
}
