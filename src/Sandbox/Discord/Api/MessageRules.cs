using System.Text.Json.Nodes;
using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>What may stand in a message's body beside its components.</summary>
static class MessageRules
{
    internal const int MostAttachments = 10;

    const int MostEmbeds = 10;
    const int MostEmbedText = 6000;

    internal static Rule Body { get; } = Object(
        May("content", Text(Typing.LongestMessage, least: 0)),
        May("flags", Int(0, int.MaxValue)),
        May("tts", Bool),
        May("nonce", Nonce),
        May("enforce_nonce", Bool),
        May("embeds", All(List(0, MostEmbeds, Embed), EmbedText)),
        May("allowed_mentions", AllowedMentions),
        May("attachments",
            List(0, MostAttachments, Object(Must("id", Snowflake), May("filename", Text(1024)), May("description", Text(1024, least: 0))))),
        May("message_reference", Object(Must("message_id", Snowflake))));

    static Rule Embed => Object(
        May("title", Text(256, least: 0)),
        May("description", Text(4096, least: 0)),
        May("url", Url(2048, "http", "https")),
        May("color", Int(0, 0xFFFFFF)),
        May("timestamp", Moment),
        May("footer", Object(Must("text", Text(2048)))),
        May("author", Object(Must("name", Text(256)))),
        May("fields", List(0, 25, Object(Must("name", Text(256)), Must("value", Text(1024)), May("inline", Bool)))));

    static void EmbedText(Check check, JsonNode? node, string at)
    {
        var total = ((JsonArray)node!).Sum(embed => Length(embed!["title"]) + Length(embed["description"])
            + Length(embed["footer"]?["text"]) + Length(embed["author"]?["name"])
            + (embed["fields"] as JsonArray ?? []).Sum(field => Length(field!["name"]) + Length(field["value"])));
        if (total > MostEmbedText) check.Add(at, "MAX_EMBED_SIZE_EXCEEDED", $"Embed size exceeds maximum size of {MostEmbedText}");
    }

    static int Length(JsonNode? text) => AsText(text)?.Trim().Length ?? 0;

    static void Moment(Check check, JsonNode? node, string at)
    {
        if (AsText(node) is not { } text || !DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _))
            check.Add(at, "DATE_TIME_TYPE_PARSE", $"Could not parse {node?.ToJsonString()}. Should be ISO8601.");
    }

    static void Nonce(Check check, JsonNode? node, string at)
    {
        if (AsInt(node) is not null) return;
        Text(25)(check, node, at);
    }

    static void AllowedMentions(Check check, JsonNode? node, string at)
    {
        Object(May("parse", List(0, 3, Parse)), May("users", List(0, 100, Snowflake)), May("roles", List(0, 100, Snowflake)),
            May("replied_user", Bool))(check, node, at);
        if (node is not JsonObject json) return;
        foreach (var kind in new[] { "users", "roles" })
        {
            var ids = (json[kind] as JsonArray ?? []).Select(AsId).ToList();
            if (ids.Count > 0 && (json["parse"] as JsonArray ?? []).Any(parsed => AsText(parsed) == kind))
                check.Add(at, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            if (ids.Distinct().Count() < ids.Count)
                check.Add(Step(at, kind), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value");
        }
    }

    static void Parse(Check check, JsonNode? node, string at)
    {
        if (AsText(node) is not ("users" or "roles" or "everyone"))
            check.Add(at, Choices, "Value must be one of ('users', 'roles', 'everyone').");
    }
}
