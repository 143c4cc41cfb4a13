namespace OpsBot.Core.Servers.Providers;

public enum ProviderTrouble
{
    /// <summary>No answer, or none for now; the same works again in a while.</summary>
    Passing,

    /// <summary>That type is not to be had there now.</summary>
    Capacity,

    /// <summary>The account may not have more of it.</summary>
    Quota,

    /// <summary>Something else is being done to it.</summary>
    Locked,

    /// <summary>It is not there any more.</summary>
    Gone,

    /// <summary>It will not be done, however often it is asked for.</summary>
    Refused,

    /// <summary>A setting of OpsBot's is missing or wrong.</summary>
    Misconfigured,
}

/// <summary>Why the provider did not do it, as a sentence for an operator.</summary>
public sealed record ProviderFault(ProviderTrouble Trouble, string Sentence)
{
    /// <summary>The provider's own word for it.</summary>
    public string? Code { get; init; }

    /// <summary>By which the provider's support finds the call.</summary>
    public string? Reference { get; init; }

    /// <summary>It may have been done all the same: nobody heard how it went.</summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>Before that there is no use in asking again.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether trying again later may help without anybody changing anything.</summary>
    public bool MayPass => Trouble is ProviderTrouble.Passing or ProviderTrouble.Locked or ProviderTrouble.Capacity;
}
