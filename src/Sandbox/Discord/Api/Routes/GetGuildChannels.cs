using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The server's channels; threads are not among them.</summary>
sealed class GetGuildChannels : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "guilds/{guild}/channels";
    public RateLimit Limit => RateLimit.PerSeconds(10, 10);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (call["guild"] != world.Guild.Id) return Fault.UnknownGuild;
        return Reply.Ok(new JsonArray([.. world.Channels.All
            .Where(channel => channel.Kind is ChannelKind.Text && Reach.Channel(world, channel.Id, out _) is null)
            .Select(channel => ChannelJson.Of(world, channel))]));
    }
}
