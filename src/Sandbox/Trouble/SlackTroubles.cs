using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What Slack itself can do to the bot.</summary>
static class SlackTroubles
{
    static readonly TimeSpan Away = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    internal static IEnumerable<TroubleSwitch> Of(SlackWorld world)
    {
        string? Waiting(TroubleKind kind) => TroubleBoard.Waiting(world.Trouble.Spells, kind);

        yield return TroubleSwitch.Of("slack-away", "Take Slack away for a minute",
            "Nothing is delivered and no call is answered. What was promised arrives when Slack is back.",
            "Slack is away for a minute.", () => world.Trouble.GoAway(Away)) with { Now = TroubleBoard.Back(world.Trouble.Absence) };
        yield return TroubleSwitch.Of("slack-slow", "Make the next call slow", "The bot's next call to Slack takes 8 seconds.",
            "The next call to Slack will take 8 seconds.", () => world.Trouble.SlowDown(1, Slow)) with { Now = Waiting(TroubleKind.Slow) };
        yield return TroubleSwitch.Of("slack-429", "Answer the next call with 429",
            "Slack refuses the bot's next call and asks it to wait 10 seconds. What comes earlier is refused again.",
            "The next call to Slack will be refused with 429.", () => world.Trouble.RateLimit(1, RetryAfter))
                with { Now = Waiting(TroubleKind.RateLimited) };
        yield return TroubleSwitch.Of("slack-500", "Break the next three calls", "Slack answers three calls with an error page.",
            "The next three calls to Slack will fail.", () => world.Trouble.Break(3)) with { Now = Waiting(TroubleKind.ServerError) };
    }
}
