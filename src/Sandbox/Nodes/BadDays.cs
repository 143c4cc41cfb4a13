namespace OpsBot.Sandbox.Nodes;

/// <summary>What a server has that people use.</summary>
public enum NodeService { Convex, Web, Mail }

/// <summary>How a service is broken, as who asks it sees it.</summary>
public enum Breakage
{
    /// <summary>No connection to it stays open.</summary>
    Refuses,

    /// <summary>It answers with an error of its own.</summary>
    Fails,

    /// <summary>It takes calls, and answers none.</summary>
    Hangs,
}

/// <summary>One that is broken, and whether booting anew mends it.</summary>
public sealed record BrokenService(string Server, NodeService Service, Breakage How, bool HealsByReboot);

/// <summary>
/// What is wrong with pretend servers, each called by its name, and with all of a region. It outlasts a boot, but for what that mends.
/// </summary>
public sealed class BadDays(TimeProvider time)
{
    readonly Lock gate = new();
    readonly Dictionary<(string Server, NodeService Service), BrokenService> broken = [];
    readonly Dictionary<string, TimeSpan> slow = [];
    readonly Dictionary<string, DateTimeOffset> flapping = [];
    readonly HashSet<string> regionsAway = [];

    /// <summary>How long one that comes and goes is there, and how long it is away then.</summary>
    public TimeSpan FlapsEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>OpsBot's own network is gone: no server is reached from it, and nothing else that it asks to tell that.</summary>
    public bool CutOff
    {
        get { lock (gate) return field; }
        set { lock (gate) field = value; }
    }

    public IReadOnlyList<BrokenService> Broken
    {
        get { lock (gate) return [.. broken.Values.OrderBy(one => one.Server, StringComparer.Ordinal).ThenBy(one => one.Service)]; }
    }

    /// <summary>How late each answers that is slow.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Slow
    {
        get { lock (gate) return new Dictionary<string, TimeSpan>(slow); }
    }

    public IReadOnlyList<string> Flapping
    {
        get { lock (gate) return [.. flapping.Keys.Order(StringComparer.Ordinal)]; }
    }

    public IReadOnlyList<string> RegionsAway
    {
        get { lock (gate) return [.. regionsAway.Order(StringComparer.Ordinal)]; }
    }

    public void Break(string server, NodeService service, Breakage how, bool healsByReboot)
    {
        lock (gate) broken[(server, service)] = new(server, service, how, healsByReboot);
    }

    /// <summary>All of them, each in that way.</summary>
    public void Break(string server, Breakage how, bool healsByReboot)
    {
        foreach (var service in Enum.GetValues<NodeService>()) Break(server, service, how, healsByReboot);
    }

    /// <summary>What was broken of it is well, of one server or of all.</summary>
    public void Mend(string? server = null)
    {
        lock (gate)
            foreach (var key in broken.Keys.Where(key => server is null || key.Server == server).ToList()) broken.Remove(key);
    }

    /// <summary>So much later than it would; zero is as ever.</summary>
    public void SlowDown(string server, TimeSpan by)
    {
        lock (gate)
            if (by > TimeSpan.Zero) slow[server] = by;
            else slow.Remove(server);
    }

    /// <summary>It is away from now on, and there again, and away again.</summary>
    public void Flap(string server)
    {
        lock (gate) flapping[server] = time.GetUtcNow();
    }

    public void Settle(string? server = null)
    {
        lock (gate)
            if (server is null) flapping.Clear();
            else flapping.Remove(server);
    }

    /// <summary>No server there is reached any more.</summary>
    public void TakeAway(string region)
    {
        lock (gate) regionsAway.Add(region);
    }

    public void GiveBack(string? region = null)
    {
        lock (gate)
            if (region is null) regionsAway.Clear();
            else regionsAway.Remove(region);
    }

    /// <summary>Nothing is wrong any more.</summary>
    public void Calm()
    {
        lock (gate)
        {
            broken.Clear();
            slow.Clear();
            flapping.Clear();
            regionsAway.Clear();
        }
        CutOff = false;
    }

    internal void Booted(string server)
    {
        lock (gate)
            foreach (var one in broken.Values.Where(one => one.Server == server && one.HealsByReboot).ToList())
                broken.Remove((one.Server, one.Service));
    }

    /// <summary>Nothing is sent to it, or comes from it.</summary>
    internal bool IsAway(PretendNode node)
    {
        lock (gate)
            return CutOff || regionsAway.Contains(node.Region)
                || (flapping.TryGetValue(node.Name, out var since) && (time.GetUtcNow() - since) / FlapsEvery % 2 < 1);
    }

    /// <summary>None where it does what it should.</summary>
    internal Breakage? Of(PretendNode node, NodeService service)
    {
        lock (gate) return broken.GetValueOrDefault((node.Name, service))?.How;
    }

    internal TimeSpan Late(PretendNode node)
    {
        lock (gate) return slow.GetValueOrDefault(node.Name);
    }
}
