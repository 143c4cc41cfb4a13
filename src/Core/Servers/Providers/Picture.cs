namespace OpsBot.Core.Servers.Providers;

/// <summary>A picture of a server's disk, from which another can be made.</summary>
public sealed record Picture(string Id, string Description, bool IsReady)
{
    /// <summary>The server it was taken of, which may be gone.</summary>
    public string? Of { get; init; }

    /// <summary>What is paid for; not known until it is ready.</summary>
    public decimal? SizeGb { get; init; }

    /// <summary>How large a disk has to be on which it is put.</summary>
    public int DiskGb { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A picture is being taken.</summary>
public sealed record PictureBegun(Picture Picture, IReadOnlyList<string> Actions);

public enum IpFamily { V4, V6 }

/// <summary>An address that can be moved from server to server.</summary>
public sealed record FloatingAddress(string Id, IpFamily Family, string Ip)
{
    /// <summary>The server it leads to; none where it only costs.</summary>
    public string? ServerId { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

/// <summary>An address was made and is being led to its server.</summary>
public sealed record AddressBegun(FloatingAddress Address, IReadOnlyList<string> Actions);
