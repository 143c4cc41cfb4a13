using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>One payload on its way to the app.</summary>
public sealed record Parcel(DeliveryKind Kind, JsonObject Payload)
{
    /// <summary>The slash command's own address; the other kinds have theirs in the manifest.</summary>
    public Uri? CommandUrl { get; init; }

    /// <summary>Counts redeliveries of an event, from 1.</summary>
    public int Retry { get; init; }
    public string? RetryReason { get; init; }

    /// <summary>Whether Slack does anything with the body of the acknowledgement.</summary>
    public bool TakesAnswer => Kind switch
    {
        DeliveryKind.Command or DeliveryKind.Options => true,
        DeliveryKind.Interaction => (string?)Payload["type"] is "view_submission",
        DeliveryKind.Event => false,
    };
}

/// <summary>What is delivered; each kind has its own address and its own Socket Mode envelope.</summary>
public enum DeliveryKind
{
    Command,
    Interaction,
    /// <summary>The options of an external select.</summary>
    Options,
    Event,
}
