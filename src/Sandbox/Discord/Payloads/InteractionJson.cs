using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>
/// An interaction as it is delivered. https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
/// </summary>
static class InteractionJson
{
    const int AttachmentLimit = 10 * 1024 * 1024;

    // Direct messages know no roles: there it may do all that a member may.
    static long AppPermissions(DiscordWorld world, Channel channel) => channel.IsDirectMessage
        ? world.Roles.Everyone.Permissions
        : (world.Roles.Everyone.Permissions | world.Roles.Bots.Permissions) & ~Roles.DeniedTo(channel);

    internal static JsonObject Of(DiscordWorld world, Interaction interaction, JsonObject data)
    {
        var person = world.People.Find(interaction.PersonId)!;
        var channel = world.Channels.Find(interaction.ChannelId)!;
        var json = new JsonObject
        {
            ["version"] = 1,
            ["type"] = (int)interaction.Kind,
            ["token"] = interaction.Token,
            ["locale"] = "en-US",
            ["id"] = interaction.Id,
            ["entitlements"] = new JsonArray(),
            ["entitlement_sku_ids"] = new JsonArray(),
            ["data"] = data,
            ["context"] = channel.IsDirectMessage ? 1 : 0,
            ["channel_id"] = channel.Id,
            ["channel"] = ChannelJson.InInteraction(world, channel),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = channel.IsDirectMessage ? "0" : world.Guild.Id },
            ["attachment_size_limit"] = AttachmentLimit,
            ["application_id"] = world.App.ApplicationId,
            ["app_permissions"] = AppPermissions(world, channel).ToString(CultureInfo.InvariantCulture),
        };
        if (channel.IsDirectMessage)
        {
            json["user"] = UserJson.Of(person);
        }
        else
        {
            json["guild_id"] = world.Guild.Id;
            json["guild_locale"] = "en-US";
            json["guild"] = new JsonObject { ["id"] = world.Guild.Id, ["locale"] = "en-US", ["features"] = new JsonArray() };
            json["member"] = UserJson.Member(world, person);
        }

        if (interaction.MessageId is not null && world.Messages.Find(interaction.ChannelId, interaction.MessageId) is { } message)
            json["message"] = MessageJson.Of(world, message);
        return json;
    }
}
