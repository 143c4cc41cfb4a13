using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>What a failure means for what was to be said.</summary>
static class Meaning
{
    static readonly TimeSpan untilFixed = TimeSpan.FromMinutes(1);

    extension(DiscordFailure failure)
    {
        /// <summary>Later, or when somebody has repaired the token; never, where asking again helps nobody and ten thousand refusals get the bot banned.</summary>
        public Delivered ToDelivered() => failure switch
        {
            { IsPassing: true } => new Delivered.RetryLater(failure.ToString(), failure.RetryAfter),
            { IsTokenDead: true } => new Delivered.RetryLater(failure.ToString(), failure.RetryAfter ?? untilFixed),
            _ => new Delivered.Gone(failure.ToString()),
        };
    }
}
