namespace OpsBot.Core.Servers.Nodes;

public enum NodeTrouble
{
    /// <summary>No connection, or it broke.</summary>
    Away,

    /// <summary>Connected, but no answer in time.</summary>
    Slow,

    /// <summary>It does not take the secret.</summary>
    Locked,

    /// <summary>It is asked too often, or is at something else.</summary>
    Busy,

    /// <summary>It will not be done, however often it is asked for.</summary>
    Refused,

    /// <summary>What answers is no node, or one that is not set up.</summary>
    Misconfigured,
}

/// <summary>Why a node did not do it, as a sentence for an operator.</summary>
public sealed record NodeFault(NodeTrouble Trouble, string Sentence)
{
    /// <summary>It may have been done all the same: nobody heard how it went.</summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>Before that there is no use in asking again.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether trying again later may help without anybody changing anything.</summary>
    public bool MayPass => Trouble is NodeTrouble.Away or NodeTrouble.Slow or NodeTrouble.Busy;
}
