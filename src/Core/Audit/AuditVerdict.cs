namespace OpsBot.Core.Audit;

/// <summary>What is wrong with an audit that does not verify.</summary>
public enum AuditFault
{
    /// <summary>A row does not have the hash that its content makes.</summary>
    Edited,
    Missing,

    /// <summary>A row stands where another was written.</summary>
    Reordered,

    /// <summary>A column that is searched says something else than the body it was read from.</summary>
    ColumnEdited,

    /// <summary>The chain hangs together but is not the one that a checkpoint saw.</summary>
    Rewritten,

    /// <summary>The newest rows are gone: a checkpoint saw more.</summary>
    Truncated,
    BadSignature,

    /// <summary>What protects the rows is not what this program installs; nothing is wrong with the rows yet.</summary>
    Unguarded,
}

/// <summary>The first thing that is wrong: the row it is about, where it is about one, and a sentence.</summary>
public sealed record Finding(AuditFault Fault, long? Row, string Problem);

/// <summary>What verifying came to: how far the chain goes and what has been shown by it, or what is wrong first.</summary>
public sealed record AuditVerdict(long Count, string Head)
{
    public Finding? Finding { get; init; }

    /// <summary>The number of the first row seen; an export may start anywhere.</summary>
    public long First { get; init; } = 1;

    /// <summary>And of the last; rows between may be known by their digest alone.</summary>
    public long Last { get; init; }

    /// <summary>The last checkpoint that the rows agree with.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>
    /// Of a copy: up to which row something confirms it that whoever made the copy could not have made. None of a database, which
    /// is held against all that is known of it.
    /// </summary>
    public long? Proven { get; init; }

    /// <summary>What has been shown and what has not, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool Ok => Finding is null;
}
