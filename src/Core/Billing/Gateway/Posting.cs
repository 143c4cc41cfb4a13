namespace OpsBot.Core.Billing.Gateway;

/// <summary>Whose doing a thing at the provider is, as its metadata has it: the command's trail, and the step of its job.</summary>
public sealed record PostingMark(Guid Trail, string Step);

/// <summary>
/// One change at the provider. The same number is sent again under the same key and done once; a higher one is a new try, made only after
/// a look-up by the mark has shown that nothing was done.
/// </summary>
public sealed record Posting(Guid Trail, string Step, int Number = 1)
{
    public PostingMark Mark => new(Trail, Step);

    public string Key => $"opsbot:{Trail:n}:{Step}:{Number}";
}

/// <summary>What was made or changed, and the provider's reference of the call, for the audit.</summary>
public sealed record Posted<T>(T Thing, string Reference)
{
    /// <summary>It had been done before, under the same key.</summary>
    public bool WasDone { get; init; }
}
