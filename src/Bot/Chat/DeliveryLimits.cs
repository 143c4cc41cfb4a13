namespace OpsBot.Bot.Chat;

/// <summary>How long anybody waits for a delivery; the section "Delivery".</summary>
public sealed record DeliveryLimits
{
    /// <summary>A bot that has not said what came of a delivery for this long is taken for dead, and another delivers it.</summary>
    public TimeSpan Claim { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Over well before the claim is, so that no message is on its way twice.</summary>
    public TimeSpan LongestCall => Claim * 0.75;
}
