using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The channel's pins, newest first.</summary>
sealed class GetPins : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "channels/{channel}/messages/pins";
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Channel(world, call["channel"], out var channel) is { } fault) return fault;
        return Reply.Ok(new JsonObject
        {
            ["items"] = new JsonArray([.. world.Messages.Pinned(channel.Id).Select(message => new JsonObject
            {
                ["pinned_at"] = Timestamp.Of(message.PinnedAt ?? message.SentAt),
                ["message"] = MessageJson.Of(world, message),
            })]),
            ["has_more"] = false,
        });
    }
}
