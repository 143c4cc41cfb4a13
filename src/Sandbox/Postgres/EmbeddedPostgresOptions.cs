namespace OpsBot.Sandbox.Postgres;

/// <summary>Where an embedded Postgres keeps its data, and how careful it is with it.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Holds the data, the password and the server's log. Created when missing, kept between starts.</summary>
    public required string Folder { get; init; }

    /// <summary>Created at the first start.</summary>
    public string Database { get; init; } = "opsbot";

    /// <summary>A loopback port to insist on; a free one is taken where this is null.</summary>
    public int? Port { get; init; }

    /// <summary>For tests: nothing waits for the disk. A power cut may ruin the data; a crash of a program does not.</summary>
    public bool Fast { get; init; }

    public int MaxConnections => Fast ? 400 : 200;
}
