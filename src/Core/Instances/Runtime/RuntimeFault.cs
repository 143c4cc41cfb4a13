namespace OpsBot.Core.Instances.Runtime;

public enum RuntimeTrouble
{
    /// <summary>No connection, or it broke.</summary>
    HostUnreachable,

    /// <summary>Connected, but no answer in time.</summary>
    HostSlow,

    NoContainer,

    /// <summary>Several containers carry the instance's label.</summary>
    Ambiguous,

    /// <summary>The container is not in a state for this.</summary>
    Conflict,

    EngineError,

    /// <summary>A setting, certificate, address or label is missing or wrong.</summary>
    Misconfigured,

    /// <summary>The backup folder could not be written.</summary>
    Storage,
}

/// <summary>Why the runtime did not do it, as a sentence for an operator.</summary>
public sealed record RuntimeFault(RuntimeTrouble Trouble, string Sentence)
{
    /// <summary>Whether trying again later may help without anybody changing anything.</summary>
    public bool MayPass => Trouble is RuntimeTrouble.HostUnreachable or RuntimeTrouble.HostSlow;

    /// <summary>It may have been carried out all the same: nobody heard how it went.</summary>
    public bool MayHaveHappened { get; init; }
}
