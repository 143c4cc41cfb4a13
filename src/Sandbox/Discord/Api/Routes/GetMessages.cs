using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>The channel's latest messages, newest first; before, after or around one of them when asked.</summary>
sealed class GetMessages : IRoute
{
    public string Verb => HttpMethods.Get;
    public string Template => "channels/{channel}/messages";
    public RateLimit Limit => RateLimit.PerSeconds(5, 5);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Channel(world, call["channel"], out var channel) is { } fault) return fault;
        var limit = call.Query["limit"].ToString() is { Length: > 0 } given && int.TryParse(given, CultureInfo.InvariantCulture, out var number) ? number : 50;
        if (limit is < 1 or > 100) return Fault.Form("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.");
        var messages = world.Messages.All(channel.Id).Where(message => message.EphemeralTo is null).Reverse();
        if (call.Query["before"].ToString() is { Length: > 0 } before) messages = messages.Where(message => Ids.Oldest.Compare(message.Id, before) < 0);
        if (call.Query["after"].ToString() is { Length: > 0 } after)
            messages = messages.Where(message => Ids.Oldest.Compare(message.Id, after) > 0).TakeLast(limit);
        return Reply.Ok(new JsonArray([.. messages.Take(limit).Select(message => MessageJson.Of(world, message))]));
    }
}
