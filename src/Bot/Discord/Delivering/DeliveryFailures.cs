using OpsBot.Bot.Chat;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>What a failure means for what was to be said.</summary>
static class DeliveryFailures
{
    static readonly TimeSpan untilFixed = TimeSpan.FromMinutes(1);

    // By then it is this message that Discord stumbles over, rather than a bad moment.
    const int Stubborn = 5;

    extension(DiscordFailure failure)
    {
        /// <summary>
        /// What may get through instead: the same without pictures, where there are any and files may be what is refused; then without
        /// anything to trip over.
        /// </summary>
        public Wording? After(Wording refused, Outgoing outgoing)
        {
            var isAboutTheBody = failure.IsAboutTheBody
                || (failure.Status >= StatusCodes.Status500InternalServerError && outgoing.Attempt > Stubborn);
            return refused switch
            {
                Wording.WithPictures when outgoing.Reply?.Parts.Any(part => part is Chart) == true =>
                    isAboutTheBody || failure.IsForbidden ? Wording.InWords : null,
                Wording.WithPictures or Wording.InWords => isAboutTheBody ? Wording.Plain : null,
                Wording.Plain => null,
            };
        }

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
