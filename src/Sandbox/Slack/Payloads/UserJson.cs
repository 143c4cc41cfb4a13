using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>A person as users.info and users.list show them; the address only with users:read.email.</summary>
static class UserJson
{
    internal static JsonObject Of(SlackWorld world, Person person)
    {
        var profile = new JsonObject
        {
            ["title"] = person.Title,
            ["real_name"] = person.RealName,
            ["real_name_normalized"] = person.RealName,
            ["display_name"] = person.Name,
            ["display_name_normalized"] = person.Name,
            ["team"] = world.TeamId,
        };
        if (world.App.Scopes.Contains("users:read.email") && !person.IsBot) profile["email"] = person.Email;
        if (person.IsBot) profile["bot_id"] = world.App.BotId;
        var user = new JsonObject
        {
            ["id"] = person.Id,
            ["team_id"] = world.TeamId,
            ["name"] = person.Name,
            ["deleted"] = person.IsDeleted,
            ["profile"] = profile,
            ["is_bot"] = person.IsBot,
            ["is_app_user"] = false,
            ["updated"] = world.Time.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (person.IsDeleted) return user;
        user["real_name"] = person.RealName;
        user["tz"] = person.TimeZone;
        user["tz_label"] = "Coordinated Universal Time";
        user["tz_offset"] = 0;
        user["is_admin"] = person.IsAdmin;
        user["is_owner"] = person.IsAdmin;
        user["is_primary_owner"] = false;
        user["is_restricted"] = false;
        user["is_ultra_restricted"] = false;
        return user;
    }
}
