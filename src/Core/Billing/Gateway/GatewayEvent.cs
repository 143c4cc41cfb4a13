namespace OpsBot.Core.Billing.Gateway;

/// <summary>
/// Something happened at the provider: of that type, to that thing. How the thing is now is read anew; an event comes late, twice, or
/// before those that went before it.
/// </summary>
public sealed record GatewayEvent(string Id, string Type, DateTimeOffset CreatedAt)
{
    /// <summary>"invoice", and its id; none where the event is about nothing that has one.</summary>
    public string? ThingKind { get; init; }

    public string? ThingId { get; init; }

    /// <summary>The version of the API in which it was written.</summary>
    public string Version { get; init; } = "";
}

/// <summary>A page of what happened, newest first.</summary>
public sealed record GatewayEvents(IReadOnlyList<GatewayEvent> Events, bool HasMore);

/// <summary>Sentences for who sets it up: what is wrong says what to do.</summary>
public sealed record GatewayCheckup(IReadOnlyList<string> Good, IReadOnlyList<string> Wrong, IReadOnlyList<string> Notes);
