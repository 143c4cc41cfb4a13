using OpsBot.Sandbox.Cloud;

namespace OpsBot.Sandbox.Nodes;

/// <summary>What runs on the pretend servers of one project, and what is wrong with it.</summary>
public sealed partial class PretendNodes : IBoots
{
    readonly Dictionary<string, PretendNode> byAddress = [];
    readonly TimeProvider time;
    int neverGreen, failingUpdates;

    public PretendNodes(TimeProvider time)
    {
        this.time = time;
        Hanging = new(time, () => { }, () => { });
        Days = new(time);
    }

    public NodePace Pace { get; set; } = new();

    /// <summary>How late a server answers that has only just come up, by the real clock.</summary>
    public TimeSpan SlowAtFirst { get; init; }

    /// <summary>Trouble: every node takes calls, and answers none.</summary>
    public Absence Hanging { get; }

    /// <summary>What is wrong with some of them.</summary>
    public BadDays Days { get; }

    /// <summary>Where the servers' ports are listened on.</summary>
    public NodePorts Ports { get; internal set; } = new(0, 0, 0, 0);

    public ILogger? Log { get; set; }

    public IReadOnlyList<PretendNode> All
    {
        get { lock (Gate) return [.. byAddress.Values]; }
    }

    /// <summary>How many servers that come up next never have all their services.</summary>
    public int NeverGreen
    {
        get { lock (Gate) return neverGreen; }
        set { lock (Gate) neverGreen = value; }
    }

    /// <summary>How many of the next updates fail.</summary>
    public int FailingUpdates
    {
        get { lock (Gate) return failingUpdates; }
        set { lock (Gate) failingUpdates = value; }
    }

    internal Lock Gate { get; } = new();

    public PretendNode? Find(string name)
    {
        lock (Gate) return byAddress.Values.FirstOrDefault(node => node.Name == name);
    }

    internal PretendNode? At(string address)
    {
        lock (Gate) return byAddress.Values.FirstOrDefault(node => node.AnswersAt(address));
    }

    /// <summary>Nobody waits for those that were there before: all of them answer.</summary>
    public void AreUp()
    {
        lock (Gate)
            foreach (var node in byAddress.Values) node.HasBeenUp();
    }

    public void On(CloudServer server, bool isNew)
    {
        lock (Gate)
        {
            var (disk, reads) = ((PretendDisk?)server.Disk, isNew && server.UserData.Length > 0);
            var node = reads ? FirstBoot(server, disk) : Boot(server, disk);
            byAddress[server.Address] = node;
            server.Disk = node.Disk;
            Days.Booted(server.Name);
        }
    }

    public void Off(CloudServer server)
    {
        lock (Gate) if (byAddress.Remove(server.Address, out var node)) server.Disk = node.Disk;
    }

    public void Gone(CloudServer server)
    {
        lock (Gate) byAddress.Remove(server.Address);
    }

    public object? Copy(CloudServer server)
    {
        lock (Gate) return byAddress.TryGetValue(server.Address, out var node) ? node.Disk : server.Disk;
    }

    internal bool TakeFailingUpdate() => failingUpdates > 0 && failingUpdates-- > 0;

    PretendNode FirstBoot(CloudServer server, PretendDisk? before)
    {
        try
        {
            return new(server.Name, server.Address, CloudInit.Run(server.UserData, before), Pace.FirstBoot, time, Pace)
            {
                NeverGreen = neverGreen > 0 && neverGreen-- > 0, Region = server.Location,
            };
        }
        catch (StaysDarkException dark)
        {
            if (Log is { } log) StaysDark(log, server.Name, dark.Message);
            return new(server.Name, server.Address, null, Pace.FirstBoot, time, Pace) { Dark = dark.Message, Region = server.Location };
        }
    }

    [LoggerMessage(LogLevel.Warning, "The pretend server {Name} stays dark. {Why}")]
    static partial void StaysDark(ILogger log, string name, string why);

    /// <summary>Somebody made it with nothing to become; that is no trouble of ours.</summary>
    internal const string Blank = "There is nothing on its disk that could start.";

    PretendNode Boot(CloudServer server, PretendDisk? disk) => new(server.Name, server.Address, disk, Pace.Boot, time, Pace)
    {
        Dark = disk is null ? Blank : null,
        NeverGreen = neverGreen > 0 && neverGreen-- > 0, Region = server.Location,
    };
}

/// <summary>
/// Where the services of all pretend servers are listened on; and, at 127.0.0.1, what answers as long as OpsBot is not cut off.
/// </summary>
public sealed record NodePorts(int Web, int Convex, int Mta, int Control);
