namespace OpsBot.Core.Audit;

/// <summary>What is known outside the database about where the audit ended, and where nobody could look.</summary>
public sealed record Outside(IReadOnlyList<Checkpoint> Checkpoints)
{
    public static Outside Unknown { get; } = new([]);

    /// <summary>Where a signed checkpoint was found: "the audit channel on slack".</summary>
    public IReadOnlyList<string> Found { get; init; } = [];

    /// <summary>Where none was, and why, in a few words each.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    public bool IsKnown => Found.Count > 0;

    /// <summary>Somebody looked there lately, also where nothing signed stands yet.</summary>
    public bool IsLookedAt { get; init; }

    /// <summary>There is somewhere to look: an audit channel, or a file.</summary>
    public bool IsSomewhere => Found.Count + Missing.Count > 0;

    public string Note => IsKnown ? $"Compared with {string.Join(" and ", Found)}."
        : $"Not compared outside: {(Missing.Count > 0 ? string.Join("; ", Missing) : "no audit channel is set, and no Audit:HeadFile")}.";
}
