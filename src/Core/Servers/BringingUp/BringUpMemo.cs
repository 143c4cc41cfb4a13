namespace OpsBot.Core.Servers.BringingUp;

/// <summary>What the steps that bring a server up leave each other. All that has to be true is in the server's own row.</summary>
public sealed record BringUpMemo
{
    /// <summary>It was at the provider before this job, which then does not take it back.</summary>
    public bool HadServer { get; init; }

    public bool HadRoute { get; init; }

    /// <summary>For what it waits (tier and region), and how often it was asked for already.</summary>
    public string? WaitsFor { get; init; }

    public int Asked { get; init; }

    /// <summary>What was begun at the provider.</summary>
    public string? Starting { get; init; }

    public string? Protecting { get; init; }

    public string? Unprotecting { get; init; }

    public string? Deleting { get; init; }
}
