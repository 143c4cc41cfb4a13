using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.postMessage</summary>
sealed class ChatPostMessage : IApiMethod
{
    public string Name => "chat.postMessage";
    public string? Scope => "chat:write";
    public RateLimit Limit => Tiers.Hundreds;
    public RateLimit? LimitPerChannel => Tiers.PerChannel;
    public bool TakesJson => true;
    public string[] Required => ["channel"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (Conversation.ForPosting(world, given.Text("channel")!, out var channel) is { } refused) return Reply.Error(refused);
        if ((given.Has("username") || given.Has("icon_emoji") || given.Has("icon_url"))
            && !world.App.Scopes.Contains("chat:write.customize"))
            return Reply.MissingScope(world.App, "chat:write.customize");
        if (MessageContent.Read(world, given.Json, out var content) is { } reasons) return Reply.Error(reasons);
        var metadata = given.Structure("metadata");
        if (given.Has("metadata") && (Shape.AsText(Shape.In(metadata, "event_type")) is null
            || Shape.In(metadata, "event_payload") is not JsonObject)) return Reply.Error("invalid_metadata_format");
        var threadTs = given.Has("thread_ts") ? given.Text("thread_ts") : null;
        if (threadTs is not null && world.Messages.Find(channel!.Id, threadTs) is not { EphemeralTo: null })
            return Reply.Error("cannot_reply_to_message");

        var message = world.Messages.Put(new()
        {
            ChannelId = channel!.Id,
            Ts = world.Ids.Ts(),
            UserId = world.App.BotUserId,
            BotId = world.App.BotId,
            AppId = world.App.Id,
            Text = content!.Text,
            Blocks = content.Blocks,
            Metadata = metadata?.DeepClone(),
            ThreadTs = threadTs,
            IsBroadcast = given.Flag("reply_broadcast"),
            SentAt = world.Time.GetUtcNow(),
        });
        return new() { ["ok"] = true, ["channel"] = channel.Id, ["ts"] = message.Ts, ["message"] = MessageJson.Of(world, message) };
    }
}
