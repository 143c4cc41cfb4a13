using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The objects behind ids that were chosen.</summary>
static class Resolved
{
    internal static JsonObject Of(DiscordWorld world, Channel channel, IEnumerable<string> ids)
    {
        var resolved = new JsonObject();
        foreach (var id in ids)
        {
            if (world.People.Find(id) is { } person)
                Put(resolved, world, channel, person);
            else if (world.Channels.Find(id) is { } named)
                Put(resolved, world, named);
        }

        return resolved;
    }

    internal static void Put(JsonObject resolved, DiscordWorld world, Channel where, Person person)
    {
        Put(resolved, "users", person.Id, UserJson.Of(person));
        if (!where.IsDirectMessage) Put(resolved, "members", person.Id, UserJson.MemberWithoutUser(world, person));
    }

    internal static void Put(JsonObject resolved, DiscordWorld world, Channel channel) =>
        Put(resolved, "channels", channel.Id, ChannelJson.InInteraction(world, channel));

    internal static void Put(JsonObject resolved, string kind, string id, JsonObject json)
    {
        if (resolved[kind] is not JsonObject known) resolved[kind] = known = [];
        known[id] = json;
    }
}
