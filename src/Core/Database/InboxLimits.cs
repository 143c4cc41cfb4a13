namespace OpsBot.Core.Database;

/// <summary>How much the inbox holds in memory, and how long anybody waits for it.</summary>
public sealed record InboxLimits
{
    public int MostWaiting { get; init; } = 4096;

    public long MostCharactersWaiting { get; init; } = 32 * 1024 * 1024;

    public int MostInOneCommit { get; init; } = 256;

    /// <summary>Rows handed over in memory and not yet handled; more stand in the table until there is room.</summary>
    public int MostHeld { get; init; } = 4096;

    /// <summary>So many of them take a second or more.</summary>
    public int Behind { get; init; } = 1000;

    /// <summary>Beside those: rows taken up that nobody was handling.</summary>
    public int MostLeft { get; init; } = 256;

    /// <summary>Chat platforms wait three seconds.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A process that has not renewed its claim for this long is taken for dead.</summary>
    public TimeSpan Claim { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many requests one process works on at a time; never more than a quarter of its connections.</summary>
    public int Handlers { get; init; } = 16;

    /// <summary>
    /// How many more work on what was left behind. Few, however long the backlog: who asks now is acknowledged and answered beside it.
    /// </summary>
    public int LeftHandlers { get; init; } = 4;

    /// <summary>So many requests that wait for one commit are a rush: handling then steps aside.</summary>
    public int Rush { get; init; } = 6;

    /// <summary>How many more, beside those, wait for something outside at a time.</summary>
    public int Looks { get; init; } = 16;

    /// <summary>How many more read all of the audit at a time.</summary>
    public int Readings { get; init; } = 2;

    /// <summary>How long handling a request steps aside for requests that wait to be acknowledged.</summary>
    public TimeSpan LongestYield { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>After so many failures a row is given up, with an answer and an error in the log.</summary>
    public int MostAttempts { get; init; } = 8;
}
