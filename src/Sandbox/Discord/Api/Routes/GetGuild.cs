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
            ["roles"] = new JsonArray(new JsonObject
            {
                ["id"] = world.Guild.Id,
                ["name"] = "@everyone",
                ["permissions"] = Person.MemberPermissions.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }),
        });
    }
}
