namespace OpsBot.Sandbox.Discord;

/// <summary>Somebody in the pretend server, the app's own bot user included.</summary>
public sealed record Person : IPerson
{
    const long Administrator = 1 << 3;

    public required string Id { get; init; }

    /// <summary>Unique and lower case: "adam".</summary>
    public required string Username { get; init; }

    /// <summary>The name that is shown: "Adam Lindqvist".</summary>
    public required string GlobalName { get; init; }
    public string Title { get; init; } = "";

    /// <summary>CSS colour of the avatar.</summary>
    public string Color { get; init; } = "#4a5568";
    public bool IsBot { get; init; }

    /// <summary>Permissions in the server, as a bit set.</summary>
    public long Permissions { get; init; } = MemberPermissions;

    /// <summary>Off for who does not take direct messages from members of the server.</summary>
    public bool TakesDirectMessages { get; init; } = true;
    public bool HasLeft { get; init; }

    /// <summary>View channels, send messages, threads, reactions, files, links and application commands.</summary>
    public const long MemberPermissions = 1L << 6 | 1L << 10 | 1L << 11 | 1L << 14 | 1L << 15 | 1L << 16 | 1L << 31 | 1L << 35 | 1L << 38;

    public const long AdministratorPermissions = MemberPermissions | Administrator | 1L << 1 | 1L << 2 | 1L << 4 | 1L << 5 | 1L << 13;

    public bool MayAll(long permissions) => (Permissions & Administrator) != 0 || (Permissions & permissions) == permissions;

    string IPerson.Handle => Username;
}
