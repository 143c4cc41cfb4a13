using System.Text.Json.Nodes;
using OpsBot.Bot.Chat;

namespace OpsBot.Bot.Slack;

/// <summary>The acknowledgement: nothing, or what Slack is to show or do; or why there is none.</summary>
sealed record SlackAck(JsonObject? Body = null, Refused? Refused = null, bool Lost = false)
{
    public static SlackAck Empty { get; } = new();

    public static SlackAck No(Refused why) => new(Refused: why);
}
