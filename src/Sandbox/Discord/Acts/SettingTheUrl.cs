namespace OpsBot.Sandbox.Discord;

/// <summary>A developer enters the interactions endpoint URL in the developer portal.</summary>
public static class SettingTheUrl
{
    public const string NotVerified = "The specified interactions endpoint url could not be verified.";

    extension(DiscordWorld world)
    {
        /// <summary>From then on interactions go there and no longer over the gateway; null goes back.</summary>
        public async Task<Outcome> SetInteractionsUrl(Uri? url, CancellationToken cancel)
        {
            if (url is not null && await world.Courier.Probe(url, cancel) is { } wrong) return Outcome.Failed(NotVerified, wrong);
            world.App = world.App with { InteractionsUrl = url };
            return Outcome.Done;
        }
    }
}
