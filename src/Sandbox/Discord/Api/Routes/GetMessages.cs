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
        if (WrongWith(call) is { } wrong) return wrong;
        var limit = call.Query["limit"].ToString() is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : 50;
        var messages = world.Messages.All(channel.Id).Where(message => message.EphemeralTo is null).Reverse();
        if (call.Query["before"].ToString() is { Length: > 0 } before)
            messages = messages.Where(message => Ids.Oldest.Compare(message.Id, before) < 0);
        if (call.Query["after"].ToString() is { Length: > 0 } after)
            messages = messages.Where(message => Ids.Oldest.Compare(message.Id, after) > 0).TakeLast(limit);
        return Reply.Ok(new JsonArray([.. messages.Take(limit).Select(message => MessageJson.Of(world, message))]));
    }

    static Reply? WrongWith(Call call)
    {
        foreach (var name in new[] { "before", "after", "around" })
        {
            if (call.Query[name].ToString() is { Length: > 0 } id && !Ids.IsSnowflake(id))
                return Fault.Form(name, "NUMBER_TYPE_COERCE", $"Value \"{id}\" is not snowflake.");
        }

        if (call.Query["limit"].ToString() is not { Length: > 0 } limit) return null;
        if (!int.TryParse(limit, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return Fault.Form("limit", "NUMBER_TYPE_COERCE", $"Value \"{limit}\" is not int.");
        return number switch
        {
            < 1 => Fault.Form("limit", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1."),
            > 100 => Fault.Form("limit", "NUMBER_TYPE_MAX", "int value should be less than or equal to 100."),
            _ => null,
        };
    }
}
