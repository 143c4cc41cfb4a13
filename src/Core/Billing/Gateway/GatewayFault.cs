namespace OpsBot.Core.Billing.Gateway;

public enum GatewayTrouble
{
    /// <summary>No answer, or none for now; the same works again in a while.</summary>
    Passing,

    /// <summary>The customer's bank or card said no.</summary>
    Declined,

    /// <summary>The customer has to confirm it themselves.</summary>
    NeedsCustomer,

    /// <summary>It is not there.</summary>
    Gone,

    /// <summary>It will not be done, however often it is asked for.</summary>
    Refused,

    /// <summary>A setting of OpsBot's is missing or wrong.</summary>
    Misconfigured,
}

/// <summary>Why the payment provider did not do it, as a sentence for an operator.</summary>
public sealed record GatewayFault(GatewayTrouble Trouble, string Sentence)
{
    /// <summary>The provider's own word for it; a card's, where a card was declined.</summary>
    public string? Code { get; init; }

    /// <summary>By which the provider's support finds the call; the audit keeps it.</summary>
    public string? Reference { get; init; }

    /// <summary>It may have been done all the same: it is looked up by its mark before it is sent again.</summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>Under the same key it would only answer the same again, for a day.</summary>
    public bool KeyIsSpent { get; init; }

    /// <summary>Before that there is no use in asking again.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether trying again later may help without anybody changing anything.</summary>
    public bool MayPass => Trouble is GatewayTrouble.Passing;
}
