using System.Text.Json.Nodes;
using OpsBot.Core.Replies;

namespace OpsBot.Bot.Discord;

/// <summary>First answers to an interaction (https://docs.discord.com/developers/interactions/receiving-and-responding).</summary>
static class Responses
{
    public static JsonObject Pong => Of(1);

    /// <summary>Seen by who did it only.</summary>
    public static JsonObject Notice(Reply reply) => Message(DiscordReply.Render(reply), isPrivate: true);

    public static JsonObject Message(Rendered message, bool isPrivate) =>
        Of(4, MessageBody.Of(message, isPrivate ? MessageBody.Ephemeral : 0));

    /// <summary>In place of the message that was clicked in.</summary>
    public static JsonObject Replace(Reply reply) => Replace(DiscordReply.Render(reply));

    public static JsonObject Replace(Rendered message) => Of(7, MessageBody.Edit(message));

    /// <summary>"Thinking…", for as long as the token lasts; what was clicked in just stays.</summary>
    public static JsonObject Later(DiscordPlace.Manner how) => how switch
    {
        DiscordPlace.Manner.Replace => Of(6),
        DiscordPlace.Manner.Open => Of(5),
        DiscordPlace.Manner.Private => Of(5, new() { ["flags"] = MessageBody.Ephemeral }),
    };

    public static JsonObject Choices(IEnumerable<JsonObject> choices) => Of(8, new() { ["choices"] = new JsonArray([.. choices]) });

    public static JsonObject Modal(JsonObject modal) => Of(9, modal);

    /// <summary>The message in a response, which can stand in another place as well; none where it is a modal or the like.</summary>
    public static Rendered? MessageIn(JsonObject response) =>
        response["data"]?["components"] is JsonArray components && response["data"]?["custom_id"] is null
        ? new(components.DeepClone().AsArray()) : null;

    static JsonObject Of(int type, JsonObject? data = null)
    {
        var response = new JsonObject { ["type"] = type };
        if (data is not null) response["data"] = data;
        return response;
    }
}
