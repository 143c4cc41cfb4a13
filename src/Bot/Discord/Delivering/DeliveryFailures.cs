using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>What a failure means for what was to be said.</summary>
static class DeliveryFailures
{
    static readonly TimeSpan untilFixed = TimeSpan.FromMinutes(1);

    // By then it is this message that Discord stumbles over, rather than a bad moment.
    const int Stubborn = 5;

    extension(DiscordFailure failure)
    {
        /// <summary>The same words without anything to trip over may get through.</summary>
        public bool AsksForPlainer(Outgoing outgoing) =>
            failure.IsAboutTheBody || (failure.Status >= StatusCodes.Status500InternalServerError && outgoing.Attempt > Stubborn);

        /// <summary>
        /// Later, or when somebody has repaired the token; never, where asking again helps nobody and ten thousand refusals get the bot
        /// banned.
        /// </summary>
        public Delivered ToDelivered() => failure switch
        {
            { IsPassing: true } => new Delivered.RetryLater(failure.ToString(), failure.RetryAfter),
            { IsTokenDead: true } => new Delivered.RetryLater(failure.ToString(), failure.RetryAfter ?? untilFixed),
            _ => new Delivered.Gone(failure.ToString()),
        };
    }
}
