using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Discord;

/// <summary>
/// What an interaction gets at once: an answer of its own, or none because it is written down and answered through its token; or why it is
/// turned away.
/// </summary>
sealed record DiscordAck(JsonObject? Response = null, Refused? Refused = null)
{
    /// <summary>Written down; the answer follows by itself.</summary>
    public static DiscordAck Recorded { get; } = new();

    /// <summary>
    /// Set: nothing of it is written down. The response asks to try again, for where it was told once only; where it is told again
    /// until it is done with, it would be carried out in spite of that, so this is said instead while it is tried again.
    /// </summary>
    public JsonObject? Meanwhile { get; init; }

    public static DiscordAck No(Refused why) => new(Refused: why);

    public static DiscordAck NotRecorded(JsonObject tryAgain, DiscordPlace.Manner how) =>
        new(tryAgain) { Meanwhile = Responses.Later(how) };
}
