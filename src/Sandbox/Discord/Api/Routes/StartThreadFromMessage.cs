using static OpsBot.Sandbox.Discord.Shape;

namespace OpsBot.Sandbox.Discord;

/// <summary>Starts a thread from a message.</summary>
sealed class StartThreadFromMessage : IRoute
{
    public string Verb => HttpMethods.Post;
    public string Template => "channels/{channel}/messages/{message}/threads";
    public RateLimit Limit => RateLimit.PerSeconds(10, 10);

    public Reply Run(DiscordWorld world, Call call)
    {
        if (Reach.Message(world, call, out var message) is { } fault) return fault;
        if (Reach.ForWriting(world, call["channel"], out var channel) is { } refused) return refused;
        if (channel.Kind is not ChannelKind.Text) return Fault.ChannelType;
        var check = new Check();
        Object(Must("name", Text(100)), May("auto_archive_duration", OneOf(60, 1440, 4320, 10080)),
            May("rate_limit_per_user", Int(0, 21_600)))(check, call.Json, "");
        if (check.Problems.Count > 0) return Fault.Form(check.Problems);
        if (world.Channels.Find(message.Id) is not null) return Fault.ThreadExists;
        world.Messages.Change(channel.Id, message.Id, now => now with { Flags = now.Flags | MessageFlags.HasThread });
        return Reply.Created(
            ChannelJson.Of(world, world.Channels.CreateThread(channel, AsText(call.Json["name"])!, world.App.BotUserId, message.Id)));
    }
}
