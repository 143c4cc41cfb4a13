using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Discord;

/// <summary>Interactions that almost make sense: the right members with anything in them.</summary>
static class AnyInteraction
{
    static readonly string[] names =
    [
        "type", "token", "data", "name", "options", "value", "values", "focused", "custom_id", "component_type", "components", "component",
        "resolved", "messages", "target_id", "content", "member", "user", "id",
        "nick", "username", "global_name", "channel_id", "channel", "message", "flags", "context", "guild_id", "locale", "version",
    ];

    static readonly string[] words =
    [
        "", "ops", "instance", "stop", "whoami", "help", "look_up", "Look up in OpsBot", "target", "reason", "run:1:/ops help",
        "here:2:/ops whoami", "kept:3:abc", "pick:1", "run:/ops help", "form:abc:1", "form:abc:9999999999", "dismiss",
        "/ops lookup text:\"", "803511102246789120", "12", "-1", "a/../b", "a:b", "\u0000", "\uFFFF", "x|y", "@everyone", "<@1>",
        "99999999999999999999999",
    ];

    public static Gen<JsonObject> Of(string application, string guild, string channel, string user) =>
        from body in AnyJson.Of(names, AnyJson.Leaf(words), depth: 4)
        from whole in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from kind in Gen.Choose(1, 6)
        from number in Gen.Choose(100_000_000, 899_999_999)
        select With(body, application, guild, whole ? (number, channel, user, kind) : null);

    // Past the door: one of another application or server is refused before anything in it is read.
    static JsonObject With(JsonObject body, string application, string guild, (int Number, string Channel, string User, int Kind)? whole)
    {
        body["application_id"] = application;
        body["guild_id"] = guild;
        if (whole is not { } rest) return body;
        body["id"] = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{rest.Number}000000000");
        body["token"] = "aW50ZXJhY3Rpb24";
        body["channel_id"] = rest.Channel;
        body["type"] = rest.Kind;
        body["member"] = new JsonObject { ["user"] = new JsonObject { ["id"] = rest.User, ["username"] = "olivia" } };
        return body;
    }
}
