namespace OpsBot.Sandbox.Cloud;

/// <summary>Something in the pretend project that has a name and labels.</summary>
public interface ICloudThing
{
    long Id { get; }

    string Name { get; set; }

    DateTimeOffset Created { get; }

    IReadOnlyDictionary<string, string> Labels { get; set; }

    bool IsProtected { get; set; }
}

/// <summary>A server in the pretend project.</summary>
public sealed class CloudServer(long id, string name, CloudType type, string location, DateTimeOffset created) : ICloudThing
{
    public long Id => id;

    public string Name { get; set; } = name;

    public CloudType Type { get; set; } = type;

    public string Location => location;

    public DateTimeOffset Created => created;

    public string Status { get; set; } = "initializing";

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    /// <summary>Where on this machine it answers, whatever it has for addresses.</summary>
    public required string Address { get; init; }

    public string? V4 => PrimaryV4?.Ip;

    public string? V6 => PrimaryV6?.Ip;

    public bool IsProtected { get; set; }

    public int PrimaryDisk { get; set; } = type.Disk;

    /// <summary>What it was made with; nobody can read it back.</summary>
    public string UserData { get; set; } = "";

    /// <summary>What <see cref="IBoots"/> keeps on its disk; null on one that has never booted.</summary>
    public object? Disk { get; set; }

    /// <summary>Trouble: its system does not hear that it is to shut down.</summary>
    public bool IgnoresShutdown { get; set; }

    /// <summary>Trouble: the provider itself is at it, and nobody else is let near.</summary>
    public CloudHold Held { get; set; }

    internal CloudAddress? PrimaryV4 { get; set; }

    internal CloudAddress? PrimaryV6 { get; set; }

    internal IReadOnlyList<long> Firewalls { get; set; } = [];
}

/// <summary>What a provider may be doing to a server of its own accord.</summary>
public enum CloudHold { None, Locked, Migrating }

/// <summary>A picture of a server's disk: an image of the type snapshot.</summary>
public sealed class CloudPicture(long id, string description, DateTimeOffset created) : ICloudThing
{
    public long Id => id;

    /// <summary>A snapshot has none; its description is what people read.</summary>
    public string Name { get; set; } = "";

    public string Description { get; set; } = description;

    public DateTimeOffset Created => created;

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public bool IsProtected { get; set; }

    /// <summary>Gigabytes that are paid for; null while it is being taken.</summary>
    public decimal? Size { get; set; }

    /// <summary>What a server needs at least.</summary>
    public required int DiskSize { get; init; }

    public required string Architecture { get; init; }

    public required long OfServer { get; init; }

    public required string OfServerName { get; init; }

    /// <summary>What was on the disk.</summary>
    public object? Disk { get; set; }
}

/// <summary>A disk that can be hung on a server.</summary>
public sealed class CloudVolume(long id, string name, int size, string location, DateTimeOffset created) : ICloudThing
{
    public long Id => id;

    public string Name { get; set; } = name;

    public int Size => size;

    public string Location => location;

    public DateTimeOffset Created => created;

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public bool IsProtected { get; set; }

    public long? Server { get; set; }
}

/// <summary>An address: one that came with a server, or one that floats from server to server.</summary>
public sealed class CloudAddress(long id, string name, bool floats, string ip, string location, DateTimeOffset created) : ICloudThing
{
    public long Id => id;

    public string Name { get; set; } = name;

    public string Description { get; set; } = "";

    public bool Floats => floats;

    public bool IsV6 => ip.Contains(':', StringComparison.Ordinal);

    public string Ip => ip;

    public string Location => location;

    public DateTimeOffset Created => created;

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public bool IsProtected { get; set; }

    public long? Server { get; set; }

    /// <summary>It goes with its server.</summary>
    public bool AutoDelete { get; set; }
}

/// <summary>A key that new servers let in.</summary>
public sealed class CloudKey(long id, string name, string publicKey, DateTimeOffset created) : ICloudThing
{
    public long Id => id;

    public string Name { get; set; } = name;

    public string PublicKey => publicKey;

    public DateTimeOffset Created => created;

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public bool IsProtected { get; set; }
}

/// <summary>What stands before servers.</summary>
public sealed class CloudFirewall(long id, string name, DateTimeOffset created) : ICloudThing
{
    public long Id => id;

    public string Name { get; set; } = name;

    public DateTimeOffset Created => created;

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public bool IsProtected { get; set; }
}
