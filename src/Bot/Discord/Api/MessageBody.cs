using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Bot.Discord;

/// <summary>
/// A message as every address of Discord takes it that takes one: posts, edits, follow-ups, and the data of a first answer.
/// </summary>
static class MessageBody
{
    /// <summary>Seen by who asked only; answers to interactions can be, and stay so.</summary>
    public const int Ephemeral = 64;

    const int SuppressEmbeds = 4;
    const int ComponentsV2 = 32_768;

    /// <summary>A new message.</summary>
    public static JsonObject Of(Rendered message, int flags = 0)
    {
        var body = new JsonObject
        {
            ["flags"] = ComponentsV2 | SuppressEmbeds | flags,
            ["components"] = message.Components.DeepClone(),
            ["allowed_mentions"] = Mentions(message.Mentions),
        };
        if (message.Files.Count > 0) body["attachments"] = Attachments(message);
        return body;
    }

    /// <summary>
    /// The same in place of one that stands already: files of before that are not named are taken off, unless none are spoken of.
    /// </summary>
    public static JsonObject Edit(Rendered message)
    {
        var body = Of(message);
        if (!message.KeepsFiles) body["attachments"] ??= new JsonArray();
        return body;
    }

    // Left out, a bot's message would notify everybody it happens to name; users beside parse are the only ones then.
    static JsonObject Mentions(IReadOnlyList<string> users)
    {
        var allowed = new JsonObject { ["parse"] = new JsonArray() };
        if (users.Count > 0) allowed["users"] = new JsonArray([.. users.Distinct().Select(user => JsonValue.Create(user))]);
        return allowed;
    }

    // Ids are text everywhere in Discord, also those of files that are on their way.
    static JsonArray Attachments(Rendered message) => new([.. message.Files.Select((file, i) =>
        new JsonObject { ["id"] = i.ToString(CultureInfo.InvariantCulture), ["filename"] = file.FileName })]);
}
