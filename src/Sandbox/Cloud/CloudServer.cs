namespace OpsBot.Sandbox.Cloud;

/// <summary>A server in the pretend project.</summary>
public sealed class CloudServer(long id, string name, CloudType type, string location, DateTimeOffset created)
{
    public long Id => id;

    public string Name { get; set; } = name;

    public CloudType Type { get; set; } = type;

    public string Location => location;

    public DateTimeOffset Created => created;

    public string Status { get; set; } = "initializing";

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public string? V4 { get; init; }

    public string? V6 { get; init; }

    public bool IsProtected { get; set; }

    public int PrimaryDisk { get; set; } = type.Disk;

    /// <summary>What it was made with; nobody can read it back.</summary>
    public string UserData { get; init; } = "";
}

/// <summary>Something that is being done in the pretend project, or was.</summary>
public sealed record CloudAction(
    long Id, string Command, long Server, DateTimeOffset Started, DateTimeOffset Due, Action<CloudServer> Effect)
{
    public ActionFate Fate { get; init; }

    /// <summary>When it was over; it is under way until then.</summary>
    public DateTimeOffset? Finished { get; set; }

    /// <summary>It has had its effect, whatever it says of itself.</summary>
    public bool HasHappened { get; set; }
}

/// <summary>How something ends that is begun.</summary>
public enum ActionFate
{
    Succeeds,

    /// <summary>After its time it says that it failed, and nothing was done.</summary>
    Fails,

    /// <summary>It is done, and says for an hour that it is running, at 0 %.</summary>
    Sticks,
}
