namespace OpsBot.Sandbox.Slack;

/// <summary>What is delivered; each kind has its own address and its own Socket Mode envelope.</summary>
public enum DeliveryKind
{
    Command,
    Interaction,
    /// <summary>The options of an external select.</summary>
    Options,
    Event,
}
