using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Messages as Discord writes them.</summary>
static class MessageJson
{
    internal static JsonObject Of(DiscordWorld world, Message message)
    {
        var author = world.People.Find(message.AuthorId);
        var json = new JsonObject
        {
            ["id"] = message.Id,
            ["channel_id"] = message.ChannelId,
            ["type"] = (int)message.Kind,
            ["content"] = message.Content,
            ["author"] = author is null ? null : UserJson.Of(author),
            ["mentions"] = new JsonArray([.. message.Pings.Select(world.People.Find).OfType<Person>().Select(UserJson.Of)]),
            ["mention_roles"] = new JsonArray(),
            ["mention_everyone"] = message.Pings.Contains("everyone"),
            ["attachments"] = new JsonArray([.. message.Attachments.Select(attachment => Attachment(world, message, attachment))]),
            ["embeds"] = message.Embeds?.DeepClone() ?? new JsonArray(),
            ["components"] = Components(world, message),
            ["timestamp"] = Timestamp.Of(message.SentAt),
            ["edited_timestamp"] = message.EditedAt is { } edited ? Timestamp.Of(edited) : null,
            ["flags"] = (int)message.Flags,
            ["pinned"] = message.IsPinned,
            ["tts"] = false,
        };
        if (message.Nonce is not null) json["nonce"] = message.Nonce;
        if (message.ReplyTo is not null)
        {
            json["message_reference"] = new JsonObject
            {
                ["type"] = 0,
                ["channel_id"] = message.ChannelId,
                ["message_id"] = message.ReplyTo,
                ["guild_id"] = world.Guild.Id,
            };
        }

        if (message.AuthorId == world.App.BotUserId) json["application_id"] = world.App.ApplicationId;
        if (message.Used is { } used) json["interaction_metadata"] = Metadata(world, used);
        return json;
    }

    static JsonObject Metadata(DiscordWorld world, Used used)
    {
        var json = new JsonObject
        {
            ["id"] = used.InteractionId,
            ["type"] = (int)used.Kind,
            ["user"] = world.People.Find(used.PersonId) is { } person ? UserJson.Of(person) : null,
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = world.Guild.Id },
        };
        if (used.Command is not null) json["name"] = used.Command;
        if (used.MessageId is not null) json["interacted_message_id"] = used.MessageId;
        return json;
    }

    static JsonObject Attachment(DiscordWorld world, Message message, Attachment attachment)
    {
        var url = world.UrlOf(message, attachment).AbsoluteUri;
        var json = new JsonObject
        {
            ["id"] = attachment.Id,
            ["filename"] = attachment.FileName,
            ["size"] = attachment.Bytes.Length,
            ["url"] = url,
            ["proxy_url"] = url,
            ["content_type"] = attachment.ContentType,
        };
        if (attachment.Description.Length > 0) json["description"] = attachment.Description;
        if (message.EphemeralTo is not null) json["ephemeral"] = true;
        return json;
    }

    // What was sent as attachment://name comes back as an address on the content network.
    static JsonArray Components(DiscordWorld world, Message message)
    {
        var components = (JsonArray)(message.Components?.DeepClone() ?? new JsonArray());
        foreach (var component in Tree.All(components))
        {
            foreach (var item in (component["items"] as JsonArray ?? []).OfType<JsonObject>().Append(component))
            {
                foreach (var media in new[] { item["media"], item["file"] })
                {
                    if (media is JsonObject found
                        && message.Attachments.FirstOrDefault(each => each.Reference == (string?)found["url"]) is { } attachment)
                        Unfurl(world, message, attachment, item, found);
                }
            }
        }

        return components;
    }

    static void Unfurl(DiscordWorld world, Message message, Attachment attachment, JsonObject item, JsonObject media)
    {
        var url = world.UrlOf(message, attachment).AbsoluteUri;
        media["url"] = url;
        media["proxy_url"] = url;
        media["attachment_id"] = attachment.Id;
        media["content_type"] = attachment.ContentType;
        if (!item.ContainsKey("file")) return;
        item["name"] = attachment.FileName;
        item["size"] = attachment.Bytes.Length;
    }
}
