namespace OpsBot.Core.Servers.Providers;

/// <summary>A server as its provider sees it.</summary>
public sealed record Machine(string Id, string Name, MachineState State, string Type, string Region)
{
    public string? V4 { get; init; }

    /// <summary>The one address of its network that it answers on.</summary>
    public string? V6 { get; init; }

    /// <summary>Something is being done to it.</summary>
    public bool IsLocked { get; init; }

    public bool IsProtected { get; init; }

    /// <summary>What its disk has, which a type that is smaller does not take back.</summary>
    public int DiskGb { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What hangs on it and may stay, and cost on, when it goes.</summary>
    public IReadOnlyList<Attached> Attached { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>An address or a volume of a server.</summary>
public sealed record Attached(CostKind Kind, string Id);

public enum MachineState { Starting, Running, Stopping, Off, Deleting, Busy, Unknown }

/// <summary>
/// A server to be made. Its name and labels say whose it is, so that it is found again whatever happens to its maker. The image is a
/// system's name, or the id of a picture.
/// </summary>
public sealed record NewMachine(string Name, string Type, string Image, string Region, IReadOnlyDictionary<string, string> Labels)
{
    public string? UserData { get; init; }

    /// <summary>Without it, it is reached by IPv6 alone.</summary>
    public bool WithV4 { get; init; } = true;
}

/// <summary>What can be done to a server that is there, as it is.</summary>
public enum MachineAct { PowerOn, Shutdown, PowerOff, Reboot, Reset, Protect, Unprotect }

/// <summary>Something was begun: what it is done to, and the actions by which to ask how far it has come.</summary>
public sealed record Begun(Machine? Machine, IReadOnlyList<string> Actions);

public enum ActionState { Running, Succeeded, Failed }

/// <summary>
/// How far something has come that was begun. Some say for long that they run although they are done: look at the server, too.
/// </summary>
public sealed record ProviderAction(string Id, ActionState State, string? Error)
{
    /// <summary>In the provider's words: "create_server".</summary>
    public string Command { get; init; } = "";

    /// <summary>What sort of trouble it failed of, where its error tells; else it was refused.</summary>
    public ProviderTrouble? Trouble { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>How busy a server was; each of its cores has a hundred.</summary>
public sealed record CpuPoint(DateTimeOffset At, decimal Percent);
