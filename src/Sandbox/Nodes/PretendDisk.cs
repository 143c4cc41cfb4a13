namespace OpsBot.Sandbox.Nodes;

/// <summary>What is on a pretend server's disk, and goes along into pictures of it.</summary>
public sealed record PretendDisk
{
    /// <summary>Its .env, by name.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The version of the product that its services run.</summary>
    public required string Version { get; init; }

    /// <summary>Which of its ports are open to the outside; the others answer on the server itself alone.</summary>
    public required IReadOnlySet<int> OpenPorts { get; init; }

    /// <summary>Addresses that it was told to answer at besides its own.</summary>
    public IReadOnlySet<string> MoreAddresses { get; init; } = new HashSet<string>();

    /// <summary>What its people have put on it: a server that is made anew of a picture still has it.</summary>
    public string Belongings { get; init; } = "";
}
