using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>https://docs.slack.dev/reference/methods/chat.postEphemeral</summary>
sealed class ChatPostEphemeral : IApiMethod
{
    public string Name => "chat.postEphemeral";
    public string? Scope => "chat:write";
    public RateLimit Limit => Tiers.Tier4;
    public bool TakesJson => true;
    public string[] Required => ["channel", "user"];

    public JsonObject Run(SlackWorld world, Arguments given)
    {
        if (Conversation.ForPosting(world, given.Text("channel")!, out var channel) is { } refused) return Reply.Error(refused);
        if (world.People.Find(given.Text("user")) is not { IsDeleted: false } person) return Reply.Error("user_not_found");
        if (!channel!.Members.Contains(person.Id)) return Reply.Error("user_not_in_channel");
        if (MessageContent.Read(world, given.Json, out var content) is { } reasons) return Reply.Error(reasons);
        var message = world.Messages.Put(new()
        {
            ChannelId = channel.Id,
            Ts = world.Ids.Ts(),
            UserId = world.App.BotUserId,
            BotId = world.App.BotId,
            AppId = world.App.Id,
            Text = content!.Text,
            Blocks = content.Blocks,
            ThreadTs = given.Text("thread_ts"),
            SentAt = world.Time.GetUtcNow(),
            EphemeralTo = person.Id,
        });
        return Reply.Ok("message_ts", message.Ts);
    }
}
