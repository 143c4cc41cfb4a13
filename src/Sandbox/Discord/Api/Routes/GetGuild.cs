using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The server.</summary>
sealed class GetGuild : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "guilds/{guild}";
    public RateLimit Limit => RateLimit.PerSeconds(10, 10);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (call["guild"] != world.Guild.Id) return Fault.UnknownGuild;
        return Reply.Ok(new JsonObject
        {
            ["id"] = world.Guild.Id,
            ["name"] = world.Guild.Name,
            ["icon"] = null,
            ["owner_id"] = world.Guild.OwnerId,
            ["preferred_locale"] = "en-US",
            ["features"] = new JsonArray(),
            ["roles"] = new JsonArray(RoleJson(world.Roles.Everyone, 0), RoleJson(world.Roles.Bots, 1, world.App.BotUserId)),
        });
    }

    // A role that came with a bot is managed by it.
    static JsonObject RoleJson(ServerRole role, int position, string? botId = null)
    {
        var json = new JsonObject
        {
            ["id"] = role.Id,
            ["name"] = role.Name,
            ["description"] = null,
            ["permissions"] = role.Permissions.ToString(CultureInfo.InvariantCulture),
            ["position"] = position,
            ["color"] = 0,
            ["hoist"] = false,
            ["managed"] = botId is not null,
            ["mentionable"] = false,
            ["icon"] = null,
            ["unicode_emoji"] = null,
            ["flags"] = 0,
        };
        if (botId is not null) json["tags"] = new JsonObject { ["bot_id"] = botId };
        return json;
    }
}
