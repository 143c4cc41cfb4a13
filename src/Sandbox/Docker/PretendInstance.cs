namespace OpsBot.Sandbox.Docker;

public enum PretendStart { Running, Stopped, Failed, Creating }

/// <summary>An instance to be put on a host: how it is when the sandbox opens.</summary>
public sealed record PretendInstance(string Slug, string Host, PretendStart State)
{
    public string Image { get; init; } = "odoo:17.0";

    /// <summary>How long ago it came into this state.</summary>
    public TimeSpan Since { get; init; } = TimeSpan.FromDays(3);
}

/// <summary>What goes wrong at a start.</summary>
public enum PretendFailure
{
    /// <summary>The engine refuses: the port is taken.</summary>
    PortTaken,

    /// <summary>The application gives up while booting: exit code 1.</summary>
    DatabaseGone,

    /// <summary>The kernel kills it: exit code 137.</summary>
    OutOfMemory,
}
