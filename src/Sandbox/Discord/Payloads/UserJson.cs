using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>Users and members of the server as Discord writes them.</summary>
static class UserJson
{
    internal static JsonObject Of(Person person)
    {
        var json = new JsonObject
        {
            ["id"] = person.Id,
            ["username"] = person.Username,
            ["avatar"] = null,
            ["discriminator"] = "0",
            ["public_flags"] = 0,
            ["flags"] = 0,
            ["banner"] = null,
            ["accent_color"] = null,
            ["global_name"] = person.IsBot ? null : person.GlobalName,
            ["avatar_decoration_data"] = null,
            ["collectibles"] = null,
            ["display_name_styles"] = null,
            ["banner_color"] = null,
            ["clan"] = null,
            ["primary_guild"] = null,
        };
        if (person.IsBot) json["bot"] = true;
        return json;
    }

    internal static JsonObject Member(DiscordWorld world, Person person)
    {
        var json = MemberWithoutUser(world, person);
        json["user"] = Of(person);
        json["deaf"] = false;
        json["mute"] = false;
        return json;
    }

    /// <summary>As members stand in <c>resolved</c>, beside their users.</summary>
    internal static JsonObject MemberWithoutUser(DiscordWorld world, Person person) => new()
    {
        ["avatar"] = null,
        ["banner"] = null,
        ["communication_disabled_until"] = null,
        ["flags"] = 0,
        ["joined_at"] = Timestamp.Of(Ids.TimeOf(person.Id)),
        ["nick"] = null,
        ["pending"] = false,
        ["premium_since"] = null,
        ["roles"] = new JsonArray([.. world.Roles.Of(person).Select(role => role.Id)]),
        ["unusual_dm_activity_until"] = null,
        ["permissions"] = world.Roles.PermissionsOf(person).ToString(CultureInfo.InvariantCulture),
    };
}

/// <summary>Moments as Discord writes them, with microseconds and an offset.</summary>
static class Timestamp
{
    internal static string Of(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
