using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>What an interaction gets at once: an answer of its own, or none because it is written down and answered through its token; or why it is turned away.</summary>
sealed record DiscordAck(JsonObject? Response = null, Refused? Refused = null)
{
    /// <summary>Written down; the answer follows by itself.</summary>
    public static DiscordAck Recorded { get; } = new();

    public static DiscordAck No(Refused why) => new(Refused: why);
}
