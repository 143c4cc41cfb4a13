using OpsBot.Sandbox.Discord;

namespace OpsBot.Sandbox.Trouble;

/// <summary>What Discord itself can do to the bot.</summary>
static class DiscordTroubles
{
    static readonly TimeSpan Away = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(8);
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    internal static IEnumerable<TroubleSwitch> Of(DiscordWorld world) => [.. Gateway(world), .. Calls(world)];

    static IEnumerable<TroubleSwitch> Gateway(DiscordWorld world)
    {
        yield return TroubleSwitch.Of("discord-drop", "Drop the gateway",
            "Every connection breaks without a goodbye. The bot resumes, and what happened meanwhile is played back.",
            "The gateway connections are cut.", world.Gateway.Drop) with
        { Now = world.Gateway is { Started: > 0, Connected: 0 } ? "The bot is not connected" : null };
        yield return TroubleSwitch.Of("discord-reconnect", "Ask to reconnect",
            "Discord asks the bot to come back on another connection, as it does for its own restarts.",
            "Discord asked the bot to reconnect.", world.Gateway.AskToReconnect);
        yield return TroubleSwitch.Of("discord-invalid", "Make the session invalid",
            "Discord has forgotten the session. The bot starts a new one.",
            "The session is invalid; the bot has to start over.", () => world.Gateway.InvalidateSession(resumable: false));
        yield return TroubleSwitch.Of("discord-silent", "Say nothing on the gateway any more",
            "Connections stay open, but no heartbeat is acknowledged. The bot has to notice by itself.",
            "The gateway keeps its connections open and is silent.", world.Gateway.StopAcknowledging);
        yield return TroubleSwitch.Of("discord-twice", "Send every event twice",
            "Discord promises to deliver an event at least once. The bot must do once what it is told twice.",
            "Every event is sent twice from now on.", () => world.Gateway.CopiesOfEach = 2)
                with { Now = world.Gateway.CopiesOfEach > 1 ? "Every event is sent twice" : null };
    }

    static IEnumerable<TroubleSwitch> Calls(DiscordWorld world)
    {
        var trouble = world.Trouble;
        string? Waiting(TroubleKind kind) => TroubleBoard.Waiting(trouble.Spells, kind);

        yield return TroubleSwitch.Of("discord-away", "Take Discord away for a minute",
            "Nothing is delivered, no call is answered, and no connection stays open. What was promised arrives when Discord is back.",
            "Discord is away for a minute.", () => trouble.GoAway(Away)) with { Now = TroubleBoard.Back(trouble.Absence) };
        yield return TroubleSwitch.Of("discord-slow", "Make the next call slow", "The bot's next call to Discord takes 8 seconds.",
            "The next call to Discord will take 8 seconds.", () => trouble.SlowDown(1, Slow)) with { Now = Waiting(TroubleKind.Slow) };
        yield return TroubleSwitch.Of("discord-429", "Answer the next call with 429",
            "Discord refuses the bot's next call and asks it to wait 10 seconds. What comes earlier is refused again.",
            "The next call to Discord will be refused with 429.", () => trouble.RateLimit(1, RetryAfter))
                with { Now = Waiting(TroubleKind.RateLimited) };
        yield return TroubleSwitch.Of("discord-500", "Break the next three calls", "Discord answers three calls with an error.",
            "The next three calls to Discord will fail.", () => trouble.Break(3)) with { Now = Waiting(TroubleKind.ServerError) };
        yield return TroubleSwitch.Of("discord-lost", "Lose the answer to the next message",
            "The message is posted, but the bot is told that it failed. It must not post it twice.",
            "The next message will be posted, and its answer lost.", () => trouble.LoseAnswer(1, "POST /channels/{channel}/messages"))
                with { Now = Waiting(TroubleKind.AnswerLost) };
    }
}
