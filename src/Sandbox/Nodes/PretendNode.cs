namespace OpsBot.Sandbox.Nodes;

/// <summary>How long things take on pretend servers, at a pace of one.</summary>
public sealed record NodePace
{
    /// <summary>From an empty disk: packages and images are fetched.</summary>
    public TimeSpan FirstBoot { get; init; } = TimeSpan.FromSeconds(40);

    public TimeSpan Boot { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>From the first service that answers to the last.</summary>
    public TimeSpan Services { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan Update { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>While the services start anew with other secrets, or another version.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromSeconds(4);

    public NodePace Times(double factor) => new()
    {
        FirstBoot = FirstBoot * factor, Boot = Boot * factor, Services = Services * factor, Update = Update * factor,
        Restart = Restart * factor,
    };
}

/// <summary>An update that a node makes of itself.</summary>
sealed record PretendUpdate(string Target, DateTimeOffset Since, bool Fails, bool IsOver = false);

/// <summary>One pretend server that has power: what is on it, and how far it has come.</summary>
public sealed class PretendNode
{
    readonly TimeProvider time;
    readonly NodePace pace;
    readonly Queue<DateTimeOffset> rotations = [], updates = [];
    DateTimeOffset servicesFrom;
    PretendDisk? disk;

    internal PretendNode(string name, string address, PretendDisk? disk, TimeSpan boot, TimeProvider time, NodePace pace)
    {
        (Name, Address, this.disk, this.time, this.pace) = (name, address, disk, time, pace);
        servicesFrom = time.GetUtcNow() + boot;
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>Where it stands, as the provider calls it.</summary>
    public string Region { get; internal init; } = "";

    /// <summary>Why it does not come up; none of one that does.</summary>
    public string? Dark { get; internal init; }

    /// <summary>Trouble: its mail never comes up.</summary>
    public bool NeverGreen { get; internal set; }

    public PretendDisk? Disk
    {
        get { Settle(); return disk; }
        internal set => disk = value;
    }

    internal PretendUpdate? Update { get; private set; }

    /// <summary>Anything on it answers at all.</summary>
    internal bool IsUp => Dark is null && disk is not null && Now >= servicesFrom;

    /// <summary>Not all of it has come up yet, and what has answers late.</summary>
    internal bool IsWarmingUp => IsUp && Now < servicesFrom + pace.Services;

    /// <summary>Convex comes first, then what needs it.</summary>
    internal bool Convex => IsUp;

    internal bool Web => IsUp;

    internal bool Mta => IsUp && !NeverGreen && Now >= servicesFrom + pace.Services;

    internal string Secret => Disk?.Environment.GetValueOrDefault("INSTANCE_SECRET") ?? "";

    /// <summary>How long until the next one is taken; none where that is now.</summary>
    internal TimeSpan? RotateWait => Wait(rotations, 1);

    internal TimeSpan? UpdateWait => Wait(updates, 2);

    DateTimeOffset Now => time.GetUtcNow();

    internal bool AnswersAt(string address) => Address == address || Disk?.MoreAddresses.Contains(address) == true;

    internal void Begin(string version, bool fails)
    {
        updates.Enqueue(Now);
        Update = new(version, Now, fails);
    }

    internal int Progress => Update switch
    {
        null => 0,
        { IsOver: true, Fails: false } => 100,
        { Since: var since } => (int)Math.Min(Update.Fails ? 60 : 99, (Now - since) / pace.Update * 100),
    };

    internal void Rotate(IReadOnlyDictionary<string, string> secrets)
    {
        rotations.Enqueue(Now);
        var environment = new Dictionary<string, string>(Disk!.Environment);
        foreach (var (name, value) in secrets) environment[name] = value;
        disk = disk! with { Environment = environment };
        servicesFrom = Now + pace.Restart;
    }

    /// <summary>It has been up for long.</summary>
    internal void HasBeenUp() => servicesFrom = Now - pace.Services;

    /// <summary>What takes its time on it has come as far as it has.</summary>
    internal void Settle()
    {
        if (Update is not { IsOver: false } update || Now < update.Since + pace.Update) return;
        Update = update with { IsOver = true };
        if (update.Fails) return;
        disk = disk! with { Version = update.Target };
        servicesFrom = update.Since + pace.Update + pace.Restart;
    }

    TimeSpan? Wait(Queue<DateTimeOffset> calls, int aMinute)
    {
        while (calls.TryPeek(out var oldest) && oldest.AddMinutes(1) <= Now) calls.Dequeue();
        return calls.Count >= aMinute ? calls.Peek().AddMinutes(1) - Now : null;
    }
}
