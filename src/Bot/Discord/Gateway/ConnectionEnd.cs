namespace OpsBot.Bot.Discord;

/// <summary>What to do after a connection: go on with its session, begin another, or nothing, because no connection can work.</summary>
enum Next { Resume, Identify, GiveUp }

/// <summary>
/// How far a connection got: it did not come about, or Discord said hello, or let the bot in, and it delivered interactions for a while.
/// </summary>
enum Reached { Nothing, Hello, Greeting, Service }

/// <summary>How a connection ended.</summary>
sealed record ConnectionEnd(Next Next, string Why)
{
    public Reached Reached { get; init; }

    /// <summary>Discord or the bot wanted it so, and nothing is wrong.</summary>
    public bool IsMeant { get; init; }

    public static ConnectionEnd Resume(string why) => new(Next.Resume, why);

    /// <summary>
    /// By the code it was closed with
    /// (https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).
    /// </summary>
    public static ConnectionEnd Closed(int? code, string? reason)
    {
        var why = code is null ? "the connection broke"
            : $"Discord closed it with {code}{(string.IsNullOrEmpty(reason) ? "" : $", {reason}")}";
        return code switch
        {
            4004 => new(Next.GiveUp,
                "Discord refuses the bot's token (4004). Reset it at https://discord.com/developers/applications, Bot, and set OPSBOT_Discord__Token"),
            4010 or 4011 =>
                new(Next.GiveUp,
                $"Discord wants the bot's servers shared out among several connections ({code}), which it does only for bots in thousands of servers; use a bot of your own"),
            4012 => new(Next.GiveUp, "Discord no longer speaks this version of its gateway (4012). Update OpsBot"),
            4013 or 4014 =>
                new(Next.GiveUp, $"Discord refuses the events that the bot asks for ({code}), and it asks for none. Update OpsBot"),
            4007 or 4009 => new(Next.Identify, why),
            _ => Resume(why),
        };
    }
}
