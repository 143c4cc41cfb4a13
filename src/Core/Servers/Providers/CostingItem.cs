using OpsBot.Core.Values;

namespace OpsBot.Core.Servers.Providers;

public enum CostKind { Server, PrimaryIp, FloatingIp, Volume, Snapshot }

public static class CostKinds
{
    extension(CostKind kind)
    {
        /// <summary>As sentences call it.</summary>
        public string InWords() => kind switch
        {
            CostKind.Server => "server",
            CostKind.PrimaryIp => "primary IP",
            CostKind.FloatingIp => "floating IP",
            CostKind.Volume => "volume",
            CostKind.Snapshot => "snapshot",
        };
    }
}

/// <summary>Something at the provider that costs money; its price is a month's, without tax.</summary>
public sealed record CostingItem(CostKind Kind, string Id, string Name, Money Price)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The server it hangs on; none for a server, a snapshot, and what hangs on nothing.</summary>
    public string? AttachedTo { get; init; }

    /// <summary>None where it is in no place of its own: a snapshot.</summary>
    public string? Region { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The provider does not remove it before that is lifted.</summary>
    public bool IsProtected { get; init; }

    /// <summary>How large a volume or a snapshot is.</summary>
    public decimal? SizeGb { get; init; }

    /// <summary>The address itself, of what is one.</summary>
    public string? Ip { get; init; }
}
